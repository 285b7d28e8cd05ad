variable "name" {
  description = "Name of the stack: what --stack of the blast command takes, and what the names of all its resources begin with."
  type        = string
  default     = "blast"
  nullable    = false

  validation {
    # 24 leave room for the longest name: a bucket's 63 with account and region behind it.
    condition     = can(regex("^[a-z][a-z0-9-]{0,22}[a-z0-9]$", var.name))
    error_message = "Give 2 to 24 lower-case letters, digits and hyphens, beginning with a letter."
  }
}

variable "region" {
  description = "AWS region of the stack; null takes that of the environment (AWS_REGION, or the profile's)."
  type        = string
  default     = null

  validation {
    condition     = var.region == null || can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "Give the code of a region, such as eu-central-1."
  }
}

variable "tags" {
  description = "Tags for every resource, beside application and stack."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key in keys(var.tags) : !startswith(lower(key), "aws:") && length(key) <= 128])
    error_message = "A key of a tag has at most 128 characters and does not begin with aws:."
  }
}

variable "scheduler_package" {
  description = "Zip file of the functions that trigger, dispatch and watch."
  type        = string
  default     = "../scheduler-fn/target/scheduler-fn.zip"
  nullable    = false

  validation {
    condition     = fileexists(var.scheduler_package)
    error_message = "There is no such file. Build it in the root of the project: ./mvnw package -DskipTests"
  }
}

variable "sender_package" {
  description = "Zip file of the functions that deliver and handle dead letters."
  type        = string
  default     = "../sender-fn/target/sender-fn.zip"
  nullable    = false

  validation {
    condition     = fileexists(var.sender_package)
    error_message = "There is no such file. Build it in the root of the project: ./mvnw package -DskipTests"
  }
}

variable "memory" {
  description = "Memory of the functions in MB; 1769 is one CPU. The trigger stages: ten million rows take about 2 GB."
  type = object({
    trigger      = optional(number, 3008)
    shards       = optional(number, 1769)
    watch        = optional(number, 1024)
    sender       = optional(number, 1769)
    dead_letters = optional(number, 512)
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for mb in values(var.memory) : mb >= 512 && mb <= 10240 && floor(mb) == mb])
    error_message = "Each is a whole number from 512 to 10240."
  }
}

variable "recipient_queues" {
  description = "Number of queues of envelopes. One holds 120,000 messages in flight; more queues hold more."
  type        = number
  default     = 1
  nullable    = false

  validation {
    # Ten queues may name one dead-letter queue (SQS API reference, RedriveAllowPolicy).
    condition     = var.recipient_queues >= 1 && var.recipient_queues <= 10 && floor(var.recipient_queues) == var.recipient_queues
    error_message = "Give a whole number from 1 to 10."
  }
}

variable "fifo" {
  description = "Whether the queues of envelopes are FIFO queues, in high-throughput mode. Standard queues are faster, cheaper, and fair between campaigns; the ledger keeps repeats from recipients on both. Changing it replaces the queues: change it when no run is live."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.fifo || var.sender_window == 0
    error_message = "A FIFO queue has no batching window: set sender_window to 0."
  }
}

variable "sender_concurrency" {
  description = "Batches of ten envelopes that are delivered at a time, at most, over all queues. Not used when sender_pollers is set."
  type        = number
  default     = 100
  nullable    = false

  validation {
    # 2 to 1,000 for each mapping (Lambda API reference, ScalingConfig).
    condition     = var.sender_concurrency >= 2 * var.recipient_queues && var.sender_concurrency <= 1000 * var.recipient_queues && floor(var.sender_concurrency) == var.sender_concurrency
    error_message = "Give a whole number from 2 to 1000 for each of recipient_queues."
  }
}

variable "sender_pollers" {
  description = "Provisioned pollers for each queue instead of sender_concurrency: one takes up to 100 envelopes a second and 10 batches at a time, so that a maximum of 200 may start 2,000 executions: have the account's concurrency raised before. They answer a burst faster and are billed by the hour, idle too."
  type = object({
    minimum = number
    maximum = number
  })
  default = null

  validation {
    # Lambda developer guide, with-sqs: 2 to 200, and 2 to 10,000. Terraform's provider may know a
    # lower maximum.
    condition     = var.sender_pollers == null || try(var.sender_pollers.minimum >= 2 && var.sender_pollers.minimum <= 200 && var.sender_pollers.maximum >= var.sender_pollers.minimum && var.sender_pollers.maximum <= 10000, false)
    error_message = "Give a minimum from 2 to 200, and a maximum from the minimum to 10000."
  }
}

variable "sender_timeout" {
  description = "Seconds after which a batch of envelopes ends. A channel's timeout fits when it is 15 seconds shorter, or, below 60, when it is two thirds of it: raise this for a provider that takes longer to answer."
  type        = number
  default     = 60
  nullable    = false

  validation {
    # 900 is Lambda's longest. Six times as long a message stays hidden of which nothing was heard.
    condition     = var.sender_timeout >= 30 && var.sender_timeout <= 900 && floor(var.sender_timeout) == var.sender_timeout
    error_message = "Give whole seconds from 30 to 900."
  }
}

variable "sender_window" {
  description = "Seconds that Lambda waits for a batch of ten to fill up. 0 delivers at once; packing fills batches already."
  type        = number
  default     = 0
  nullable    = false

  validation {
    condition     = var.sender_window >= 0 && var.sender_window <= 300 && floor(var.sender_window) == var.sender_window
    error_message = "Give whole seconds from 0 to 300."
  }
}

variable "shard_concurrency" {
  description = "Shards that are dispatched at a time, at most."
  type        = number
  default     = 20
  nullable    = false

  validation {
    condition     = var.shard_concurrency >= 2 && var.shard_concurrency <= 1000 && floor(var.shard_concurrency) == var.shard_concurrency
    error_message = "Give a whole number from 2 to 1000."
  }
}

variable "secret_parameters" {
  description = "What campaigns name as $${env:NAME}, such as the token of a webhook: by that NAME, the names or ARNs of SSM parameters (SecureString) that senders read at their first use. The values are in no state and in no log."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key in keys(var.secret_parameters) : can(regex("^[A-Za-z][A-Za-z0-9_]+$", key)) && !can(regex("^(AWS_|LAMBDA_|BLAST_)", key))])
    error_message = "A name has letters, digits and underscores, and does not begin with AWS_, LAMBDA_ or BLAST_."
  }

  validation {
    condition     = alltrue([for parameter in values(var.secret_parameters) : can(regex("^(arn:[a-z-]+:ssm:[a-z0-9-]+:[0-9]{12}:parameter)?/?[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*$", parameter))])
    error_message = "Give the name of a parameter of this account and region, such as /blast/prod/token, or a parameter's ARN."
  }
}

variable "secret_keys" {
  description = "ARNs of the KMS keys that secret_parameters are encrypted with; none for the account's own, aws/ssm, which whoever may read the parameter may use."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for key in var.secret_keys : can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[a-z0-9-]+$", key))])
    error_message = "Give ARNs of keys, not of aliases: arn:aws:kms:REGION:ACCOUNT:key/ID."
  }
}

# A Lambda function's environment is no write-only argument, so these values are in Terraform's
# state: keep that in an encrypted backend which few may read, or use secret_parameters.
variable "channel_secrets" {
  description = "As secret_parameters, but the values themselves: variables of the sender, by name. Terraform keeps them in its state."
  type        = map(string)
  default     = {}
  nullable    = false
  sensitive   = true

  validation {
    condition     = alltrue([for key in keys(var.channel_secrets) : can(regex("^[A-Za-z][A-Za-z0-9_]+$", key)) && !can(regex("^(AWS_|LAMBDA_|BLAST_)", key))])
    error_message = "A name has letters, digits and underscores, and does not begin with AWS_, LAMBDA_ or BLAST_."
  }
}

variable "keep_audiences_days" {
  description = "Days after which uploads of campaigns with their audiences are deleted; null keeps them, because a schedule may fire an upload years later. Uploads of recurring campaigns get as old as their schedule: reschedule them in time."
  type        = number
  default     = null

  validation {
    condition     = var.keep_audiences_days == null || try(var.keep_audiences_days >= var.keep_days + 7 && floor(var.keep_audiences_days) == var.keep_audiences_days, false)
    error_message = "Give whole days, at least a week more than keep_days: reports and redrives read the audience again."
  }
}

variable "audience_buckets" {
  description = "Names of other buckets that campaigns, audiences and suppression lists are read from, beside the stack's own."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for bucket in var.audience_buckets : can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", bucket))])
    error_message = "Give names of buckets, without s3:// and without a path."
  }
}

variable "keep_days" {
  description = "Days after which the ledger may forget a run, and its reports are deleted."
  type        = number
  default     = 90
  nullable    = false

  validation {
    # A week is longer than the four days that a message lives: no live run is forgotten.
    condition     = var.keep_days >= 7 && var.keep_days <= 3650 && floor(var.keep_days) == var.keep_days
    error_message = "Give whole days from 7 to 3650."
  }
}

variable "keep_data" {
  description = "Whether terraform destroy refuses to delete the table and a bucket that is not empty. Set it to false, apply, and destroy to be rid of everything."
  type        = bool
  default     = true

  validation {
    condition     = var.keep_data != null
    error_message = "Give true or false."
  }
}

variable "warm_throughput" {
  description = "Reads and writes a second that the table takes from the start; null leaves it at 12,000 and 4,000. It is charged for once, and cannot be lowered."
  type = object({
    reads  = number
    writes = number
  })
  default = null

  validation {
    condition     = var.warm_throughput == null || try(var.warm_throughput.reads >= 12000 && var.warm_throughput.writes >= 4000, false)
    error_message = "Give reads from 12000 and writes from 4000: what a new table takes anyway."
  }
}

variable "log_days" {
  description = "Days that logs are kept."
  type        = number
  default     = 30
  nullable    = false

  validation {
    # CloudWatch Logs API reference, PutRetentionPolicy.
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731], var.log_days)
    error_message = "Give one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731."
  }
}

variable "alarm_email" {
  description = "Who is told of alarms, and of runs that are closed, paused or refused; null tells nobody but the topic's other subscribers. AWS asks the address to confirm."
  type        = string
  default     = null

  validation {
    condition     = var.alarm_email == null || can(regex("^[^@[:space:]]+@[^@[:space:]]+[.][^@[:space:]]+$", var.alarm_email))
    error_message = "Give one e-mail address."
  }
}

variable "alarm_age" {
  description = "Seconds that the oldest envelope may wait in its queue before an alarm is raised."
  type        = number
  default     = 900
  nullable    = false

  validation {
    condition     = var.alarm_age >= 60 && var.alarm_age <= 345600
    error_message = "Give seconds from 60 to 345600, the four days that a message lives."
  }
}
