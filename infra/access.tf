# One role for each function, one for Scheduler, and a policy for operators. What a function may do is
# what its adapters call; a test fails on any wildcard whose line does not say why.

locals {
  read   = ["dynamodb:GetItem", "dynamodb:Query"]
  write  = ["dynamodb:PutItem", "dynamodb:UpdateItem"]
  key    = ["kms:Decrypt", "kms:GenerateDataKey"]
  listen = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes"]

  bucket  = aws_s3_bucket.stack.arn
  runs    = "${local.bucket}/runs/*"    # a run's objects are named by its id
  letters = "${local.bucket}/letters/*" # a body's object is named by its digest

  audiences = concat(
    ["${local.bucket}/*"],                                                            # where audiences are is the campaign's to say
    [for bucket in var.audience_buckets : "arn:${local.partition}:s3:::${bucket}/*"], # the same
  )

  # A bucket that may not be listed answers 403 where there is no object, and nobody would know.
  lists = concat([local.bucket], [for bucket in var.audience_buckets : "arn:${local.partition}:s3:::${bucket}"])

  schedules = "arn:${local.partition}:scheduler:${local.region}:${local.account}:schedule/${aws_scheduler_schedule_group.stack.name}"
  watches   = "${local.schedules}/watch-*" # a watch's schedule is named by its run

  policies = {
    trigger      = data.aws_iam_policy_document.trigger.json
    shards       = data.aws_iam_policy_document.shards.json
    watch        = data.aws_iam_policy_document.watch.json
    sender       = data.aws_iam_policy_document.sender.json
    dead_letters = data.aws_iam_policy_document.dead_letters.json
  }
}

data "aws_iam_policy_document" "trigger" {
  source_policy_documents = [data.aws_iam_policy_document.logs["trigger"].json]

  statement {
    sid       = "Ledger"
    actions   = concat(local.read, local.write)
    resources = [aws_dynamodb_table.ledger.arn]
  }

  statement {
    sid       = "ReadAudiences"
    actions   = ["s3:GetObject"]
    resources = local.audiences
  }

  statement {
    sid       = "ListBuckets"
    actions   = ["s3:ListBucket"]
    resources = local.lists
  }

  statement {
    sid       = "WriteManifests"
    actions   = ["s3:PutObject", "s3:AbortMultipartUpload"]
    resources = [local.runs]
  }

  statement {
    sid       = "OrderShards"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.shards.arn, aws_sqs_queue.schedule_dead_letters.arn]
  }

  statement {
    sid       = "Tell"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.alerts.arn]
  }

  statement {
    sid       = "Key"
    actions   = local.key
    resources = [aws_kms_key.stack.arn]
  }

  statement {
    sid       = "ScheduleWatches"
    actions   = ["scheduler:CreateSchedule", "scheduler:GetSchedule"]
    resources = [local.watches]
  }

  statement {
    sid       = "HandRoleToScheduler"
    actions   = ["iam:PassRole"]
    resources = [aws_iam_role.schedules.arn]

    condition {
      test     = "StringEquals"
      variable = "iam:PassedToService"
      values   = ["scheduler.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "shards" {
  source_policy_documents = [data.aws_iam_policy_document.logs["shards"].json]

  # A claim that finds its run ended takes its item away again.
  statement {
    sid       = "Ledger"
    actions   = concat(local.read, local.write, ["dynamodb:DeleteItem"])
    resources = [aws_dynamodb_table.ledger.arn]
  }

  statement {
    sid       = "ReadAudiences"
    actions   = ["s3:GetObject"]
    resources = local.audiences
  }

  statement {
    sid       = "ListBuckets"
    actions   = ["s3:ListBucket"]
    resources = local.lists
  }

  statement {
    sid       = "TakeOrders"
    actions   = local.listen
    resources = [aws_sqs_queue.shards.arn]
  }

  statement {
    sid       = "Dispatch"
    actions   = ["sqs:SendMessage"]
    resources = aws_sqs_queue.recipients[*].arn
  }

  statement {
    sid       = "Key"
    actions   = local.key
    resources = [aws_kms_key.stack.arn]
  }
}

data "aws_iam_policy_document" "watch" {
  source_policy_documents = [data.aws_iam_policy_document.logs["watch"].json]

  statement {
    sid       = "Ledger"
    actions   = concat(local.read, local.write)
    resources = [aws_dynamodb_table.ledger.arn]
  }

  statement {
    sid       = "ReadAudiences"
    actions   = ["s3:GetObject"]
    resources = local.audiences
  }

  statement {
    sid       = "ListBuckets"
    actions   = ["s3:ListBucket"]
    resources = local.lists
  }

  statement {
    sid       = "WriteReports"
    actions   = ["s3:PutObject", "s3:AbortMultipartUpload"]
    resources = [local.runs]
  }

  statement {
    sid       = "OrderShards"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.shards.arn]
  }

  statement {
    sid       = "SeeQueues"
    actions   = ["sqs:GetQueueAttributes"]
    resources = aws_sqs_queue.recipients[*].arn
  }

  statement {
    sid       = "Tell"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.alerts.arn]
  }

  statement {
    sid       = "Key"
    actions   = local.key
    resources = [aws_kms_key.stack.arn]
  }

  statement {
    sid       = "EndWatches"
    actions   = ["scheduler:DeleteSchedule"]
    resources = [local.watches]
  }
}

data "aws_iam_policy_document" "sender" {
  source_policy_documents = [data.aws_iam_policy_document.logs["sender"].json]

  # A claim that finds its run ended takes its item away again.
  statement {
    sid       = "Ledger"
    actions   = concat(local.read, local.write, ["dynamodb:DeleteItem"])
    resources = [aws_dynamodb_table.ledger.arn]
  }

  statement {
    sid       = "ReadManifests"
    actions   = ["s3:GetObject"]
    resources = [local.runs]
  }

  statement {
    sid       = "ListBucket"
    actions   = ["s3:ListBucket"]
    resources = [local.bucket]
  }

  statement {
    sid       = "TakeEnvelopes"
    actions   = local.listen
    resources = aws_sqs_queue.recipients[*].arn
  }

  statement {
    sid       = "BuryPoison"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.dead_letters.arn]
  }

  statement {
    sid       = "Key"
    actions   = local.key
    resources = [aws_kms_key.stack.arn]
  }
}

data "aws_iam_policy_document" "dead_letters" {
  source_policy_documents = [data.aws_iam_policy_document.logs["dead_letters"].json]

  statement {
    sid       = "Ledger"
    actions   = concat(local.read, local.write)
    resources = [aws_dynamodb_table.ledger.arn]
  }

  statement {
    sid       = "ReadManifests"
    actions   = ["s3:GetObject"]
    resources = [local.runs]
  }

  statement {
    sid       = "ListBucket"
    actions   = ["s3:ListBucket"]
    resources = [local.bucket]
  }

  statement {
    sid       = "WriteBodies"
    actions   = ["s3:PutObject"]
    resources = [local.letters]
  }

  statement {
    sid       = "TakeLetters"
    actions   = local.listen
    resources = [aws_sqs_queue.dead_letters.arn]
  }

  statement {
    sid       = "Tell"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.alerts.arn]
  }

  statement {
    sid       = "Key"
    actions   = local.key
    resources = [aws_kms_key.stack.arn]
  }
}

data "aws_iam_policy_document" "logs" {
  for_each = local.functions

  statement {
    sid       = "Logs"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.function[each.key].arn}:*"] # a process names its stream itself
  }
}

data "aws_iam_policy_document" "assumed_by_lambda" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "function" {
  for_each = local.functions

  name               = "${local.function_names[each.key]}-${local.region}"
  description        = each.value.purpose
  assume_role_policy = data.aws_iam_policy_document.assumed_by_lambda.json
}

resource "aws_iam_role_policy" "function" {
  for_each = local.functions

  name   = "what-it-calls"
  role   = aws_iam_role.function[each.key].name
  policy = local.policies[each.key]
}

data "aws_iam_policy_document" "assumed_by_scheduler" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["scheduler.amazonaws.com"]
    }

    # Schedules of this group only (Scheduler user guide, cross-service confused deputy prevention).
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [aws_scheduler_schedule_group.stack.arn]
    }
  }
}

data "aws_iam_policy_document" "schedules" {
  statement {
    sid       = "Call"
    actions   = ["lambda:InvokeFunction"]
    resources = [aws_lambda_alias.live["trigger"].arn, aws_lambda_alias.live["watch"].arn]
  }

  statement {
    sid       = "KeepWhatFailed"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.schedule_dead_letters.arn]
  }

  statement {
    sid       = "Key"
    actions   = local.key
    resources = [aws_kms_key.stack.arn]
  }
}

resource "aws_iam_role" "schedules" {
  name               = "${var.name}-schedules-${local.region}"
  description        = "Calls the trigger and the watches on time."
  assume_role_policy = data.aws_iam_policy_document.assumed_by_scheduler.json
}

resource "aws_iam_role_policy" "schedules" {
  name   = "what-it-calls"
  role   = aws_iam_role.schedules.name
  policy = data.aws_iam_policy_document.schedules.json
}

# What the blast command does to a stack. Attach it to whom you let send to millions.
data "aws_iam_policy_document" "operator" {
  statement {
    sid       = "FindStack"
    actions   = ["ssm:GetParameter"]
    resources = [aws_ssm_parameter.stack.arn]
  }

  statement {
    sid       = "Ledger"
    actions   = concat(local.read, local.write, ["dynamodb:DeleteItem"])
    resources = [aws_dynamodb_table.ledger.arn]
  }

  statement {
    sid       = "Objects"
    actions   = ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"]
    resources = ["${local.bucket}/*"] # operators name their campaigns and audiences
  }

  statement {
    sid       = "ListBuckets"
    actions   = ["s3:ListBucket"]
    resources = local.lists
  }

  statement {
    sid       = "ReadAudiences"
    actions   = ["s3:GetObject"]
    resources = local.audiences
  }

  statement {
    sid       = "OrderShards"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.shards.arn]
  }

  statement {
    sid       = "SeeQueues"
    actions   = ["sqs:GetQueueAttributes"]
    resources = [for queue in local.queues : queue.arn]
  }

  statement {
    sid       = "Key"
    actions   = local.key
    resources = [aws_kms_key.stack.arn]
  }

  statement {
    sid       = "Schedules"
    actions   = ["scheduler:CreateSchedule", "scheduler:GetSchedule", "scheduler:UpdateSchedule", "scheduler:DeleteSchedule"]
    resources = ["${local.schedules}/*"] # a schedule is named by its campaign or its run
  }

  statement {
    sid       = "ListSchedules"
    actions   = ["scheduler:ListSchedules"]
    resources = ["*"] # ListSchedules takes no other resource (service authorization reference)
  }

  statement {
    sid       = "HandRoleToScheduler"
    actions   = ["iam:PassRole"]
    resources = [aws_iam_role.schedules.arn]

    condition {
      test     = "StringEquals"
      variable = "iam:PassedToService"
      values   = ["scheduler.amazonaws.com"]
    }
  }
}

resource "aws_iam_policy" "operator" {
  name        = "${var.name}-operator-${local.region}"
  description = "What the blast command does to the stack ${var.name}."
  policy      = data.aws_iam_policy_document.operator.json
}
