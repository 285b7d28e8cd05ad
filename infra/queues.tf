locals {
  # A function's time-out, six times, and the window (Lambda developer guide, services-sqs-configure).
  visibility = {
    recipients   = 6 * local.functions.sender.timeout + var.sender_window
    shards       = 6 * local.functions.shards.timeout
    dead_letters = 6 * local.functions.dead_letters.timeout
  }

  # The most that SQS takes. Pausing and deferring consume receives too, so the ledger decides when
  # a recipient's attempts are used up, and the sender buries what it cannot read by itself.
  receives = 1000

  four_days = 345600
  two_weeks = 1209600

  suffix = var.fifo ? ".fifo" : ""

  queues = merge(
    { for index, queue in aws_sqs_queue.recipients : "recipients-${index}" => queue },
    {
      dead-letters          = aws_sqs_queue.dead_letters
      shards                = aws_sqs_queue.shards
      shard-dead-letters    = aws_sqs_queue.shard_dead_letters
      schedule-dead-letters = aws_sqs_queue.schedule_dead_letters
    },
  )
}

# Envelopes. The message group is the run on a standard queue, which makes it fair between campaigns,
# and a stable part of the run on a FIFO queue.
resource "aws_sqs_queue" "recipients" {
  count = var.recipient_queues

  name                       = "${var.name}-recipients-${count.index}${local.suffix}"
  visibility_timeout_seconds = local.visibility.recipients
  message_retention_seconds  = local.four_days
  receive_wait_time_seconds  = 20
  kms_master_key_id          = aws_kms_key.stack.arn

  fifo_queue            = var.fifo
  deduplication_scope   = var.fifo ? "messageGroup" : null
  fifo_throughput_limit = var.fifo ? "perMessageGroupId" : null

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_letters.arn
    maxReceiveCount     = local.receives
  })
}

# Messages that no sender can do anything with. On a standard queue their age counts from when they
# were sent first, so they are kept longer here than there.
resource "aws_sqs_queue" "dead_letters" {
  name                       = "${var.name}-dead-letters${local.suffix}"
  visibility_timeout_seconds = local.visibility.dead_letters
  message_retention_seconds  = local.two_weeks
  kms_master_key_id          = aws_kms_key.stack.arn

  fifo_queue            = var.fifo
  deduplication_scope   = var.fifo ? "messageGroup" : null
  fifo_throughput_limit = var.fifo ? "perMessageGroupId" : null
}

# Orders of shards: a message for a few of them. An order whose run is paused comes back after 5
# seconds and later every minute (ShardHandler.java), a thousand times, which is about 16 hours; when the
# run goes on, its orders are sent anew.
resource "aws_sqs_queue" "shards" {
  name                       = "${var.name}-shards"
  visibility_timeout_seconds = local.visibility.shards
  message_retention_seconds  = local.four_days
  kms_master_key_id          = aws_kms_key.stack.arn

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.shard_dead_letters.arn
    maxReceiveCount     = local.receives
  })
}

resource "aws_sqs_queue" "shard_dead_letters" {
  name                      = "${var.name}-shard-dead-letters"
  message_retention_seconds = local.two_weeks
  kms_master_key_id         = aws_kms_key.stack.arn
}

# Calls that EventBridge Scheduler could not hand over, and triggers that failed three times. Scheduler
# takes a standard queue only.
resource "aws_sqs_queue" "schedule_dead_letters" {
  name                      = "${var.name}-schedule-dead-letters"
  message_retention_seconds = local.two_weeks
  kms_master_key_id         = aws_kms_key.stack.arn
}

resource "aws_sqs_queue_redrive_allow_policy" "dead_letters" {
  queue_url = aws_sqs_queue.dead_letters.id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = aws_sqs_queue.recipients[*].arn
  })
}

resource "aws_sqs_queue_redrive_allow_policy" "shard_dead_letters" {
  queue_url = aws_sqs_queue.shard_dead_letters.id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.shards.arn]
  })
}

resource "aws_sqs_queue_redrive_allow_policy" "schedule_dead_letters" {
  queue_url            = aws_sqs_queue.schedule_dead_letters.id
  redrive_allow_policy = jsonencode({ redrivePermission = "denyAll" })
}

data "aws_iam_policy_document" "queue" {
  for_each = local.queues

  statement {
    sid       = "TlsOnly"
    effect    = "Deny"
    actions   = ["sqs:*"] # denied: whatever there is
    resources = [each.value.arn]

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

resource "aws_sqs_queue_policy" "tls_only" {
  for_each = local.queues

  queue_url = each.value.id
  policy    = data.aws_iam_policy_document.queue[each.key].json
}
