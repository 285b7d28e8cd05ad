locals {
  functions = {
    trigger = {
      purpose = "Fires a campaign: makes its run, stages it, and orders its shards."
      package = var.scheduler_package
      handler = "dev.blast.scheduler.TriggerHandler::handleRequest"
      memory  = var.memory.trigger
      timeout = 900
      variables = [
        "BLAST_TABLE", "BLAST_BUCKET", "BLAST_KEEP_DAYS", "BLAST_SHARD_QUEUE_URL", "BLAST_ALERT_TOPIC",
        "BLAST_SCHEDULE_GROUP", "BLAST_SCHEDULE_ROLE", "BLAST_SCHEDULE_DEAD_LETTER_QUEUE", "BLAST_WATCH_FUNCTION",
      ]
    }

    shards = {
      purpose   = "Dispatches shards: recipients into envelopes, envelopes onto the queues."
      package   = var.scheduler_package
      handler   = "dev.blast.scheduler.ShardHandler::handleRequest"
      memory    = var.memory.shards
      timeout   = 900
      variables = ["BLAST_TABLE", "BLAST_BUCKET", "BLAST_KEEP_DAYS", "BLAST_SHARD_QUEUE_URL", "BLAST_QUEUE_URLS"]
    }

    # Called every minute for each live run, it looks for 58 seconds. The report of millions takes longer.
    watch = {
      purpose = "Keeps a run going, and closes it when its books balance."
      package = var.scheduler_package
      handler = "dev.blast.scheduler.WatchHandler::handleRequest"
      memory  = var.memory.watch
      timeout = 900
      variables = [
        "BLAST_TABLE", "BLAST_BUCKET", "BLAST_KEEP_DAYS", "BLAST_SHARD_QUEUE_URL", "BLAST_QUEUE_URLS",
        "BLAST_ALERT_TOPIC", "BLAST_SCHEDULE_GROUP",
      ]
    }

    sender = {
      purpose = "Delivers a batch of envelopes."
      package = var.sender_package
      handler = "dev.blast.sender.SenderHandler::handleRequest"
      memory  = var.memory.sender
      timeout = var.sender_timeout
      variables = [
        "BLAST_TABLE", "BLAST_BUCKET", "BLAST_KEEP_DAYS", "BLAST_QUEUE_URLS", "BLAST_DEAD_LETTER_QUEUE_URL",
        "BLAST_SECRETS", "BLAST_SENDER_TIMEOUT",
      ]
    }

    dead_letters = {
      purpose   = "Records dead letters, and tells operators."
      package   = var.sender_package
      handler   = "dev.blast.sender.DeadLetterHandler::handleRequest"
      memory    = var.memory.dead_letters
      timeout   = 60
      variables = ["BLAST_TABLE", "BLAST_BUCKET", "BLAST_KEEP_DAYS", "BLAST_DEAD_LETTER_QUEUE_URL", "BLAST_ALERT_TOPIC"]
    }
  }

  # Executions at a time, at most: a poller has ten (Lambda developer guide, with-sqs); two of dead
  # letters, a trigger and a watch.
  sender_concurrency = var.sender_pollers == null ? var.sender_concurrency : 10 * var.sender_pollers.maximum * var.recipient_queues
  concurrency        = local.sender_concurrency + var.shard_concurrency + 4

  function_names = { for function in keys(local.functions) : function => "${var.name}-${replace(function, "_", "-")}" }

  # SnapStart takes published versions only, so everybody calls the alias. These are spelled out
  # because the trigger is told the watch's, and functions that are made together cannot refer to
  # each other.
  live = {
    for function, name in local.function_names :
    function => "arn:${local.partition}:lambda:${local.region}:${local.account}:function:${name}:live"
  }
}

resource "aws_lambda_function" "stack" {
  for_each = local.functions

  function_name    = local.function_names[each.key]
  description      = each.value.purpose
  role             = aws_iam_role.function[each.key].arn
  runtime          = "java25"
  architectures    = ["arm64"]
  filename         = each.value.package
  source_code_hash = filebase64sha256(each.value.package)
  handler          = each.value.handler
  memory_size      = each.value.memory
  timeout          = each.value.timeout
  publish          = true

  snap_start {
    apply_on = "PublishedVersions"
  }

  environment {
    variables = merge(
      each.key == "sender" ? var.channel_secrets : {},
      { for variable in each.value.variables : variable => local.stack[variable] },
      # The dimension of its metrics: another stack of the account has other names.
      { POWERTOOLS_SERVICE_NAME = local.function_names[each.key] },
    )
  }

  logging_config {
    log_group             = aws_cloudwatch_log_group.function[each.key].name
    log_format            = "JSON"
    application_log_level = "INFO"
    system_log_level      = "INFO"
  }

  # The snapshot is taken while the function is made, and Lambda checks then what mappings may read.
  depends_on = [aws_iam_role_policy.function]
}

resource "aws_lambda_alias" "live" {
  for_each = local.functions

  name             = "live"
  description      = "The version that is called."
  function_name    = aws_lambda_function.stack[each.key].function_name
  function_version = aws_lambda_function.stack[each.key].version
}

resource "aws_cloudwatch_log_group" "function" {
  for_each = local.functions

  name              = "/aws/lambda/${local.function_names[each.key]}"
  retention_in_days = var.log_days
}

resource "aws_lambda_event_source_mapping" "recipients" {
  count = var.recipient_queues

  event_source_arn                   = aws_sqs_queue.recipients[count.index].arn
  function_name                      = aws_lambda_alias.live["sender"].arn
  batch_size                         = 10
  maximum_batching_window_in_seconds = var.fifo ? null : var.sender_window
  function_response_types            = ["ReportBatchItemFailures"]

  # Reserved concurrency would throttle, and each throttled call costs the messages a receive.
  dynamic "scaling_config" {
    for_each = var.sender_pollers == null ? [floor(var.sender_concurrency / var.recipient_queues)] : []

    content {
      maximum_concurrency = scaling_config.value
    }
  }

  dynamic "provisioned_poller_config" {
    for_each = var.sender_pollers == null ? [] : [var.sender_pollers]

    content {
      minimum_pollers = provisioned_poller_config.value.minimum
      maximum_pollers = provisioned_poller_config.value.maximum
    }
  }
}

resource "aws_lambda_event_source_mapping" "shards" {
  event_source_arn        = aws_sqs_queue.shards.arn
  function_name           = aws_lambda_alias.live["shards"].arn
  batch_size              = 1
  function_response_types = ["ReportBatchItemFailures"]

  scaling_config {
    maximum_concurrency = var.shard_concurrency
  }
}

resource "aws_lambda_event_source_mapping" "dead_letters" {
  event_source_arn        = aws_sqs_queue.dead_letters.arn
  function_name           = aws_lambda_alias.live["dead_letters"].arn
  batch_size              = 10
  function_response_types = ["ReportBatchItemFailures"]

  scaling_config {
    maximum_concurrency = 2
  }
}

# A trigger that is called again does what the one before left undone. An hour holds three of its
# time-outs and Lambda's pauses between them; latestStart decides whether that is still welcome.
resource "aws_lambda_function_event_invoke_config" "trigger" {
  function_name                = aws_lambda_function.stack["trigger"].function_name
  qualifier                    = aws_lambda_alias.live["trigger"].name
  maximum_retry_attempts       = 2
  maximum_event_age_in_seconds = 3600

  destination_config {
    on_failure {
      destination = aws_sqs_queue.schedule_dead_letters.arn
    }
  }
}

# The call that closes a run deletes its schedule before it writes the report: there is no next
# minute's, so what fails after that is Lambda's to call again. A call may wait where concurrency is
# used up, by the senders of its own run too; one that comes late finds the run as it is.
resource "aws_lambda_function_event_invoke_config" "watch" {
  function_name                = aws_lambda_function.stack["watch"].function_name
  qualifier                    = aws_lambda_alias.live["watch"].name
  maximum_retry_attempts       = 2
  maximum_event_age_in_seconds = 900
}
