package dev.blast.schedule;

class MemorySchedulesTest extends SchedulesContract {

  private final MemorySchedules schedules = new MemorySchedules();

  @Override
  protected Schedules schedules() {
    return schedules;
  }
}
