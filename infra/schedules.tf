# The schedules themselves are made by others: those of campaigns by `blast schedule`, those of
# watches by the trigger. Destroying the group deletes what is left in it.
resource "aws_scheduler_schedule_group" "stack" {
  name = var.name
}
