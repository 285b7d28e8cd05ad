# Four questions, a row each: how far, how fast, why not faster, what failed.

locals {
  names = local.function_names

  # What a recipient ends as (Outcome.java), counted by senders in the namespace Blast. Dimensions are
  # functions of this stack, never runs: each combination is a metric, and billed as one.
  outcomes = ["sent", "rejected", "expired", "cancelled", "dead", "unconfirmed", "invalid"]

  # A panel is a title, its lines in CloudWatch's own form, and levels that are marked in it. In Blast's
  # own metrics a function is called as Lambda calls it (POWERTOOLS_SERVICE_NAME).
  rows = [
    {
      question = "## How far\nWhat waits, what is on its way, and what became of recipients. The books of a run: `blast status RUN --stack ${var.name}`"
      panels = [
        {
          title = "Recipients by outcome, a minute"
          lines = [for outcome in local.outcomes : ["Blast", outcome, "Service", local.names.sender, { stat = "Sum", label = outcome }]]
        },
        {
          title = "Recipients that are open, in the run that has most"
          lines = [["Blast", "open", "Service", local.names.watch, { stat = "Maximum", label = "open" }]]
        },
        {
          title = "Seconds to the deadline that comes first"
          lines = [["Blast", "secondsToDeadline", "Service", local.names.watch, { stat = "Minimum", label = "to the deadline" }]]
        },
        {
          title = "Envelopes waiting, and in flight"
          lines = concat(
            [for queue in local.recipient_queues : ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", queue.name, { stat = "Maximum", label = "${queue.name}: waiting" }]],
            [for queue in local.recipient_queues : ["AWS/SQS", "ApproximateNumberOfMessagesNotVisible", "QueueName", queue.name, { stat = "Maximum", label = "${queue.name}: in flight, or put off" }]],
          )
        },
        {
          title = "Orders of shards waiting, and in flight"
          lines = [
            ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", aws_sqs_queue.shards.name, { stat = "Maximum", label = "waiting" }],
            ["AWS/SQS", "ApproximateNumberOfMessagesNotVisible", "QueueName", aws_sqs_queue.shards.name, { stat = "Maximum", label = "in flight, or put off" }],
          ]
        },
        {
          title = "Calls by schedules"
          lines = [
            ["AWS/Scheduler", "InvocationAttemptCount", "ScheduleGroup", aws_scheduler_schedule_group.stack.name, { stat = "Sum", label = "calls" }],
            ["AWS/Lambda", "Invocations", "FunctionName", local.names.trigger, { stat = "Sum", label = "triggers" }],
            ["AWS/Lambda", "Invocations", "FunctionName", local.names.watch, { stat = "Sum", label = "watches: one a minute for each live run" }],
          ]
        },
      ]
    },
    {
      question = "## How fast\nA minute, not a second: divide by 60."
      panels = [
        {
          title = "Envelopes a minute"
          lines = concat(
            [for queue in local.recipient_queues : ["AWS/SQS", "NumberOfMessagesSent", "QueueName", queue.name, { stat = "Sum", label = "${queue.name}: dispatched" }]],
            [for queue in local.recipient_queues : ["AWS/SQS", "NumberOfMessagesReceived", "QueueName", queue.name, { stat = "Sum", label = "${queue.name}: received" }]],
            [for queue in local.recipient_queues : ["AWS/SQS", "NumberOfMessagesDeleted", "QueueName", queue.name, { stat = "Sum", label = "${queue.name}: delivered" }]],
          )
        },
        {
          title = "Recipients dispatched, and batches, a minute"
          lines = [
            ["Blast", "recipientsEnqueued", "Service", local.names.shards, { stat = "Sum", label = "recipients dispatched" }],
            ["AWS/Lambda", "Invocations", "FunctionName", local.names.sender, { stat = "Sum", label = "batches of envelopes" }],
            ["AWS/Lambda", "Invocations", "FunctionName", local.names.shards, { stat = "Sum", label = "orders of shards" }],
          ]
        },
        {
          title = "Recipients a second, by the counters of a run"
          lines = [["Blast", "ratePerSecond", "Service", local.names.watch, { stat = "Maximum", label = "settled a second" }]]
        },
      ]
    },
    {
      question = "## Why not faster\nWaiting grows while executions stay at their ceiling: more senders. Executions below it and batches slow: the provider. Throttles: the account, or the table."
      panels = [
        {
          title = "Executions at a time"
          lines = [
            ["AWS/Lambda", "ConcurrentExecutions", "FunctionName", local.names.sender, { stat = "Maximum", label = "senders" }],
            ["AWS/Lambda", "ConcurrentExecutions", "FunctionName", local.names.shards, { stat = "Maximum", label = "dispatchers" }],
            ["AWS/Lambda", "ClaimedAccountConcurrency", { stat = "Maximum", label = "of the account" }],
          ]
          marks = var.sender_pollers == null ? [{ label = "sender_concurrency", value = var.sender_concurrency }] : []
        },
        {
          title = "Time a batch of envelopes takes, in ms"
          lines = [
            ["AWS/Lambda", "Duration", "FunctionName", local.names.sender, { stat = "p50", label = "half of them" }],
            ["AWS/Lambda", "Duration", "FunctionName", local.names.sender, { stat = "p99", label = "99 of 100" }],
            ["AWS/Lambda", "Duration", "FunctionName", local.names.sender, { stat = "Maximum", label = "the longest" }],
          ]
          marks = [{ label = "time-out", value = 1000 * local.functions.sender.timeout }]
        },
        {
          title = "Age of the oldest envelope, in s"
          lines = [for queue in local.recipient_queues : ["AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", queue.name, { stat = "Maximum", label = queue.name }]]
          marks = [{ label = "alarm", value = var.alarm_age }]
        },
        {
          title = "Tried again"
          lines = [
            ["Blast", "leftOpen", "Service", local.names.sender, { stat = "Sum", label = "recipients that a batch left open" }],
            ["Blast", "messagesReturned", "Service", local.names.sender, { stat = "Sum", label = "envelopes put off: deferred, paused, provider out of order" }],
            ["Blast", "entriesFailed", "Service", local.names.shards, { stat = "Sum", label = "envelopes that the queue did not take at once" }],
          ]
        },
        {
          title = "Throttled"
          lines = concat(
            [for function in keys(local.functions) : ["AWS/Lambda", "Throttles", "FunctionName", local.names[function], { stat = "Sum", label = local.names[function] }]],
            [
              ["AWS/DynamoDB", "WriteThrottleEvents", "TableName", aws_dynamodb_table.ledger.name, { stat = "Sum", label = "writes to the table" }],
              ["AWS/DynamoDB", "ReadThrottleEvents", "TableName", aws_dynamodb_table.ledger.name, { stat = "Sum", label = "reads from the table" }],
            ],
          )
        },
        {
          title = "Units of the table a minute"
          lines = [
            ["AWS/DynamoDB", "ConsumedWriteCapacityUnits", "TableName", aws_dynamodb_table.ledger.name, { stat = "Sum", label = "written" }],
            ["AWS/DynamoDB", "ConsumedReadCapacityUnits", "TableName", aws_dynamodb_table.ledger.name, { stat = "Sum", label = "read" }],
            ["AWS/DynamoDB", "ConditionalCheckFailedRequests", "TableName", aws_dynamodb_table.ledger.name, { stat = "Sum", label = "claims refused: messages that came twice" }],
          ]
        },
      ]
    },
    {
      question = "## What failed\nWho was not sent to, and why: `blast dead RUN --stack ${var.name}`"
      panels = [
        {
          title = "Invocations that failed"
          lines = [for function in keys(local.functions) : ["AWS/Lambda", "Errors", "FunctionName", local.names[function], { stat = "Sum", label = local.names[function] }]]
        },
        {
          title = "Dead letters: in their queues, buried, recorded"
          lines = concat(
            [for key in keys(local.dead_letters) : ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", local.queues[key].name, { stat = "Maximum", label = local.queues[key].name }]],
            [
              ["Blast", "poison", "Service", local.names.sender, { stat = "Sum", label = "buried by senders" }],
              ["Blast", "deadLetters", "Service", local.names.dead_letters, { stat = "Sum", label = "recorded" }],
              ["Blast", "deadLettersKept", "Service", local.names.dead_letters, { stat = "Sum", label = "not recorded yet" }],
            ],
          )
        },
        {
          title = "Calls that failed"
          lines = [
            ["AWS/Scheduler", "TargetErrorCount", "ScheduleGroup", aws_scheduler_schedule_group.stack.name, { stat = "Sum", label = "refused by Lambda" }],
            ["AWS/Scheduler", "InvocationDroppedCount", "ScheduleGroup", aws_scheduler_schedule_group.stack.name, { stat = "Sum", label = "given up by Scheduler" }],
            ["AWS/Lambda", "AsyncEventsDropped", "FunctionName", local.names.trigger, { stat = "Sum", label = "triggers given up by Lambda" }],
            ["AWS/Lambda", "RecursiveInvocationsDropped", "FunctionName", local.names.sender, { stat = "Sum", label = "senders taken for a loop" }],
          ]
        },
      ]
    },
  ]

  # A heading is 2 high and a panel 6, three panels side by side of the 24 columns.
  heights = [for row in local.rows : 2 + 6 * ceil(length(row.panels) / 3)]
  tops    = [for index in range(length(local.rows) + 1) : sum(concat([0], slice(local.heights, 0, index)))]

  headings = [
    for index, row in local.rows : {
      type       = "text"
      x          = 0
      y          = local.tops[index]
      width      = 24
      height     = 2
      properties = { markdown = row.question }
    }
  ]

  panels = flatten([
    for index, row in local.rows : [
      for place, panel in row.panels : {
        type   = "metric"
        x      = 8 * (place % 3)
        y      = local.tops[index] + 2 + 6 * floor(place / 3)
        width  = 8
        height = 6
        properties = merge(
          {
            title   = panel.title
            region  = local.region
            view    = "timeSeries"
            period  = 60
            metrics = panel.lines
            yAxis   = { left = { min = 0, showUnits = false } }
          },
          { for marks in [try(panel.marks, [])] : "annotations" => { horizontal = marks } if length(marks) > 0 },
        )
      }
    ]
  ])

  bottom = [
    {
      type   = "alarm"
      x      = 0
      y      = local.tops[length(local.rows)]
      width  = 8
      height = 8
      properties = {
        title = "Alarms"
        alarms = concat(
          [for alarm in aws_cloudwatch_metric_alarm.age : alarm.arn],
          [for alarm in aws_cloudwatch_metric_alarm.in_flight : alarm.arn],
          [for alarm in aws_cloudwatch_metric_alarm.stalled : alarm.arn],
          [for alarm in aws_cloudwatch_metric_alarm.letters : alarm.arn],
          [for alarm in aws_cloudwatch_metric_alarm.errors : alarm.arn],
          [for alarm in aws_cloudwatch_metric_alarm.throttles : alarm.arn],
          [for alarm in aws_cloudwatch_metric_alarm.duration : alarm.arn],
          [aws_cloudwatch_metric_alarm.schedules_dropped.arn, aws_cloudwatch_metric_alarm.trigger_dropped.arn],
        )
      }
    },
    {
      type   = "log"
      x      = 8
      y      = local.tops[length(local.rows)]
      width  = 16
      height = 8
      properties = {
        title  = "What functions said of failures"
        region = local.region
        view   = "table"
        query = join(" | ", concat(
          [for group in aws_cloudwatch_log_group.function : "SOURCE '${group.name}'"],
          ["fields @timestamp, @log, @message", "filter @message like /WARN|ERROR|failed|poison|Task timed out/", "sort @timestamp desc", "limit 50"],
        ))
      }
    },
  ]
}

resource "aws_cloudwatch_dashboard" "stack" {
  dashboard_name = var.name
  dashboard_body = jsonencode({ widgets = concat(local.headings, local.panels, local.bottom) })
}
