resource "aws_sns_topic" "alerts" {
  name              = "${var.name}-alerts"
  kms_master_key_id = aws_kms_key.stack.arn
}

resource "aws_sns_topic_subscription" "email" {
  count = var.alarm_email == null ? 0 : 1

  topic_arn = aws_sns_topic.alerts.arn
  protocol  = "email"
  endpoint  = var.alarm_email
}

data "aws_iam_policy_document" "topic" {
  statement {
    sid       = "Alarms"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.alerts.arn]

    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
  }

  statement {
    sid       = "TlsOnly"
    effect    = "Deny"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.alerts.arn]

    principals {
      type        = "*"   # denied: whoever asks
      identifiers = ["*"] # denied: whoever asks
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_sns_topic_policy" "alerts" {
  arn    = aws_sns_topic.alerts.arn
  policy = data.aws_iam_policy_document.topic.json
}

locals {
  recipient_queues = { for key, queue in local.queues : key => queue if startswith(key, "recipients-") }

  # The part of its time-out that a function may take. A dispatch stops 30 of 900 seconds before its
  # end by itself, and a sender begins nothing in its last 10 of 60, which are for recording; the
  # others have no reason to come near it.
  duration_limits = { trigger = 0.8, shards = 0.985, watch = 0.93, sender = 0.99, dead_letters = 0.8 }

  # What a message in a queue of dead letters means, and for how many minutes it may lie there. Letters
  # of recipients are recorded within seconds, and have told operators of themselves.
  dead_letters = {
    dead-letters = {
      minutes = 5
      says    = "Dead letters lie in their queue, unrecorded, for five minutes: see the log of ${local.function_names.dead_letters}."
    }
    shard-dead-letters = {
      minutes = 1
      says    = "An order of shards was given up after ${local.receives} receives: see the log of ${local.function_names.shards}. The watch sends orders anew when their run goes on."
    }
    schedule-dead-letters = {
      minutes = 1
      says    = "A call of Scheduler was not handed over, or a trigger failed three times: a campaign may not have been fired. The message in ${var.name}-schedule-dead-letters says which, and why."
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "age" {
  for_each = local.recipient_queues

  alarm_name          = "${var.name}-${each.key}-age"
  alarm_description   = "The oldest envelope has waited ${var.alarm_age} s: senders are too few, or fail. See what keeps them back on the dashboard, and the sender's log."
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateAgeOfOldestMessage"
  dimensions          = { QueueName = each.value.name }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 3
  threshold           = var.alarm_age
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alerts.arn]
}

resource "aws_cloudwatch_metric_alarm" "in_flight" {
  for_each = local.recipient_queues

  alarm_name          = "${var.name}-${each.key}-in-flight"
  alarm_description   = "Nearly 120,000 messages are in flight, which is all that the queue hands out: from there on it is silent, without an error. Raise recipient_queues."
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesNotVisible"
  dimensions          = { QueueName = each.value.name }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 1
  threshold           = 100000
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alerts.arn]
}

# Envelopes wait and none is taken off its queue. Those of a run that is paused are in flight, not
# visible, and those of a throttled run are not sent before their turn: neither raises it.
resource "aws_cloudwatch_metric_alarm" "stalled" {
  for_each = local.recipient_queues

  alarm_name          = "${var.name}-${each.key}-stalled"
  alarm_description   = "Envelopes wait, and for ten minutes none was delivered: a run is stalled. See the sender's log, and whether a provider is out of order."
  evaluation_periods  = 10
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alerts.arn]

  metric_query {
    id          = "stalled"
    label       = "waiting, and none delivered"
    expression  = "IF(waiting > 0 AND FILL(delivered, 0) == 0, 1, 0)"
    return_data = true
  }

  metric_query {
    id = "waiting"

    metric {
      namespace   = "AWS/SQS"
      metric_name = "ApproximateNumberOfMessagesVisible"
      dimensions  = { QueueName = each.value.name }
      stat        = "Minimum"
      period      = 60
    }
  }

  metric_query {
    id = "delivered"

    metric {
      namespace   = "AWS/SQS"
      metric_name = "NumberOfMessagesDeleted"
      dimensions  = { QueueName = each.value.name }
      stat        = "Sum"
      period      = 60
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "letters" {
  for_each = local.dead_letters

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.says
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = local.queues[each.key].name }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = each.value.minutes
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alerts.arn]
}

resource "aws_cloudwatch_metric_alarm" "schedules_dropped" {
  alarm_name          = "${var.name}-schedules-dropped"
  alarm_description   = "Scheduler gave up a call: a campaign may not have been fired, or a run is not watched. See ${aws_sqs_queue.schedule_dead_letters.name}."
  namespace           = "AWS/Scheduler"
  metric_name         = "InvocationDroppedCount"
  dimensions          = { ScheduleGroup = aws_scheduler_schedule_group.stack.name }
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alerts.arn]
}

resource "aws_cloudwatch_metric_alarm" "trigger_dropped" {
  alarm_name          = "${var.name}-trigger-dropped"
  alarm_description   = "Lambda gave up a call of the trigger: a campaign was not fired, or not dispatched. See ${aws_sqs_queue.schedule_dead_letters.name}."
  namespace           = "AWS/Lambda"
  metric_name         = "AsyncEventsDropped"
  dimensions          = { FunctionName = local.function_names.trigger }
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alerts.arn]
}

resource "aws_cloudwatch_metric_alarm" "errors" {
  for_each = local.functions

  alarm_name          = "${var.name}-${replace(each.key, "_", "-")}-errors"
  alarm_description   = "Invocations of ${local.function_names[each.key]} fail: see its log. What they had in hand is tried again."
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  dimensions          = { FunctionName = local.function_names[each.key] }
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alerts.arn]
}

resource "aws_cloudwatch_metric_alarm" "throttles" {
  for_each = local.functions

  alarm_name          = "${var.name}-${replace(each.key, "_", "-")}-throttles"
  alarm_description   = "Lambda throttles ${local.function_names[each.key]}: the account's concurrency is used up. Ask AWS for more, or lower sender_concurrency."
  namespace           = "AWS/Lambda"
  metric_name         = "Throttles"
  dimensions          = { FunctionName = local.function_names[each.key] }
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 3
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alerts.arn]
}

resource "aws_cloudwatch_metric_alarm" "duration" {
  for_each = local.functions

  alarm_name          = "${var.name}-${replace(each.key, "_", "-")}-duration"
  alarm_description   = "${local.function_names[each.key]} takes nearly its whole time-out of ${each.value.timeout} s. Give it more memory, which is CPU too; a smaller audience also gives a trigger less to do."
  namespace           = "AWS/Lambda"
  metric_name         = "Duration"
  dimensions          = { FunctionName = local.function_names[each.key] }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 1
  threshold           = 1000 * each.value.timeout * local.duration_limits[each.key]
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alerts.arn]
}
