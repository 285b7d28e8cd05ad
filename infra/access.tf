# Who may do what: a role for each function and one for schedules, and a policy for operators. A test
# holds the actions against what the code calls, and fails on a wildcard whose line gives no reason.

locals {
  look   = ["dynamodb:GetItem"]
  read   = ["dynamodb:GetItem", "dynamodb:Query"]
  write  = ["dynamodb:PutItem", "dynamodb:UpdateItem"]
  undo   = ["dynamodb:DeleteItem"] # a claim that finds its run ended; a redrive
  upload = ["s3:PutObject", "s3:AbortMultipartUpload"]
  take   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
  listen = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes"]
  manage = ["scheduler:CreateSchedule", "scheduler:UpdateSchedule", "scheduler:DeleteSchedule"]

  table   = [aws_dynamodb_table.ledger.arn]
  topic   = [aws_sns_topic.alerts.arn]
  bucket  = aws_s3_bucket.stack.arn
  runs    = "${local.bucket}/runs/*"    # a run's objects are named by its id
  letters = "${local.bucket}/letters/*" # a body's object is named by its digest

  foreign   = [for bucket in var.audience_buckets : "arn:${local.partition}:s3:::${bucket}"]
  audiences = [for bucket in concat([local.bucket], local.foreign) : "${bucket}/*"] # a campaign says where

  # S3 answers 403 where there is no object in a bucket that may not be listed, and nobody would know.
  lists = concat([local.bucket], local.foreign)

  schedules = "arn:${local.partition}:scheduler:${local.region}:${local.account}:schedule/${aws_scheduler_schedule_group.stack.name}"
  watches   = "${local.schedules}/watch-*" # a watch's schedule is named by its run

  secrets = [
    for parameter in values(var.secret_parameters) :
    startswith(parameter, "arn:") ? parameter : "arn:${local.partition}:ssm:${local.region}:${local.account}:parameter/${trimprefix(parameter, "/")}"
  ]

  # Whoever sends or receives on an encrypted queue or topic does it with its key.
  key = { actions = ["kms:Decrypt", "kms:GenerateDataKey"], resources = [aws_kms_key.stack.arn] }

  # Scheduler takes the role that it is handed.
  hand_role = { actions = ["iam:PassRole"], resources = [aws_iam_role.schedules.arn], passed_to = "scheduler.amazonaws.com" }

  logs = {
    for function, group in aws_cloudwatch_log_group.function : function => {
      actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
      resources = ["${group.arn}:*"] # a process names its stream itself
    }
  }

  grants = {
    trigger = {
      Ledger          = { actions = concat(local.look, local.write), resources = local.table }
      ReadAudiences   = { actions = ["s3:GetObject"], resources = local.audiences }
      ListBuckets     = { actions = ["s3:ListBucket"], resources = local.lists }
      WriteManifests  = { actions = local.upload, resources = [local.runs] }
      OrderShards     = { actions = ["sqs:SendMessage"], resources = [aws_sqs_queue.shards.arn] }
      KeepWhatFailed  = { actions = ["sqs:SendMessage"], resources = [aws_sqs_queue.schedule_dead_letters.arn] }
      ScheduleWatches = { actions = ["scheduler:CreateSchedule", "scheduler:GetSchedule"], resources = [local.watches] }
      HandRole        = local.hand_role
      Tell            = { actions = ["sns:Publish"], resources = local.topic }
      Key             = local.key
      Log             = local.logs["trigger"]
    }

    shards = {
      Ledger        = { actions = concat(local.read, local.write, local.undo), resources = local.table }
      ReadAudiences = { actions = ["s3:GetObject"], resources = local.audiences }
      ListBuckets   = { actions = ["s3:ListBucket"], resources = local.lists }
      TakeOrders    = { actions = local.listen, resources = [aws_sqs_queue.shards.arn] }
      Dispatch      = { actions = ["sqs:SendMessage"], resources = aws_sqs_queue.recipients[*].arn }
      Key           = local.key
      Log           = local.logs["shards"]
    }

    watch = {
      Ledger        = { actions = concat(local.read, local.write), resources = local.table }
      ReadAudiences = { actions = ["s3:GetObject"], resources = local.audiences }
      ListBuckets   = { actions = ["s3:ListBucket"], resources = local.lists }
      WriteReports  = { actions = local.upload, resources = [local.runs] }
      OrderShards   = { actions = ["sqs:SendMessage"], resources = [aws_sqs_queue.shards.arn] }
      SeeQueues     = { actions = ["sqs:GetQueueAttributes"], resources = aws_sqs_queue.recipients[*].arn }
      EndWatches    = { actions = ["scheduler:DeleteSchedule"], resources = [local.watches] }
      Tell          = { actions = ["sns:Publish"], resources = local.topic }
      Key           = local.key
      Log           = local.logs["watch"]
    }

    sender = {
      Ledger        = { actions = concat(local.look, local.write, local.undo), resources = local.table }
      ReadManifests = { actions = ["s3:GetObject"], resources = [local.runs] }
      ListBucket    = { actions = ["s3:ListBucket"], resources = [local.bucket] }
      TakeEnvelopes = { actions = local.listen, resources = aws_sqs_queue.recipients[*].arn }
      BuryPoison    = { actions = ["sqs:SendMessage"], resources = [aws_sqs_queue.dead_letters.arn] }
      ReadSecrets   = { actions = ["ssm:GetParameters"], resources = local.secrets }
      SecretKeys    = { actions = ["kms:Decrypt"], resources = var.secret_keys }
      Key           = local.key
      Log           = local.logs["sender"]
    }

    dead_letters = {
      Ledger        = { actions = concat(local.look, local.write), resources = local.table }
      ReadManifests = { actions = ["s3:GetObject"], resources = [local.runs] }
      ListBucket    = { actions = ["s3:ListBucket"], resources = [local.bucket] }
      WriteBodies   = { actions = ["s3:PutObject"], resources = [local.letters] }
      TakeLetters   = { actions = local.take, resources = [aws_sqs_queue.dead_letters.arn] }
      Tell          = { actions = ["sns:Publish"], resources = local.topic }
      Key           = local.key
      Log           = local.logs["dead_letters"]
    }

    schedules = {
      Call           = { actions = ["lambda:InvokeFunction"], resources = [local.live.trigger, local.live.watch] }
      KeepWhatFailed = { actions = ["sqs:SendMessage"], resources = [aws_sqs_queue.schedule_dead_letters.arn] }
      Key            = local.key
    }

    # Attach it to whom you let send to millions. They could have a campaign send any secret to a
    # provider of theirs, so that reading whether one is there is no more than they may do anyway.
    operator = {
      FindStack     = { actions = ["ssm:GetParameter"], resources = [aws_ssm_parameter.stack.arn] }
      Ledger        = { actions = concat(local.read, local.write, local.undo), resources = local.table }
      ReadObjects   = { actions = ["s3:GetObject"], resources = local.audiences }
      WriteObjects  = { actions = local.upload, resources = ["${local.bucket}/*"] } # operators name their campaigns
      ListBuckets   = { actions = ["s3:ListBucket"], resources = local.lists }
      OrderShards   = { actions = ["sqs:SendMessage"], resources = [aws_sqs_queue.shards.arn] }
      Schedules     = { actions = concat(local.manage, ["scheduler:GetSchedule"]), resources = ["${local.schedules}/*"] } # named by campaigns and runs
      ListSchedules = { actions = ["scheduler:ListSchedules"], resources = ["*"] }                                        # takes no other resource
      CheckSecrets  = { actions = ["ssm:GetParameters"], resources = local.secrets }
      SecretKeys    = { actions = ["kms:Decrypt"], resources = var.secret_keys }
      CheckAccount  = { actions = ["lambda:GetAccountSettings"], resources = ["*"] } # takes no other resource
      HandRole      = local.hand_role
      Key           = local.key
    }
  }
}

data "aws_iam_policy_document" "grant" {
  for_each = local.grants

  # What is about nothing, such as secrets where there are none, is left out.
  dynamic "statement" {
    for_each = { for sid, grant in each.value : sid => grant if length(grant.resources) > 0 }

    content {
      sid       = statement.key
      actions   = statement.value.actions
      resources = statement.value.resources

      dynamic "condition" {
        for_each = try([statement.value.passed_to], [])

        content {
          test     = "StringEquals"
          variable = "iam:PassedToService"
          values   = [condition.value]
        }
      }
    }
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
  policy = data.aws_iam_policy_document.grant[each.key].json
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

resource "aws_iam_role" "schedules" {
  name               = "${var.name}-schedules-${local.region}"
  description        = "Calls the trigger and the watches on time."
  assume_role_policy = data.aws_iam_policy_document.assumed_by_scheduler.json
}

resource "aws_iam_role_policy" "schedules" {
  name   = "what-it-calls"
  role   = aws_iam_role.schedules.name
  policy = data.aws_iam_policy_document.grant["schedules"].json
}

resource "aws_iam_policy" "operator" {
  name        = "${var.name}-operator-${local.region}"
  description = "What the blast command does to the stack ${var.name}."
  policy      = data.aws_iam_policy_document.grant["operator"].json
}

# A worker does what the sender does, in a process of its own.
resource "aws_iam_policy" "worker" {
  name        = "${var.name}-worker-${local.region}"
  description = "What blast worker does for the stack ${var.name}."
  policy      = data.aws_iam_policy_document.grant["sender"].json
}
