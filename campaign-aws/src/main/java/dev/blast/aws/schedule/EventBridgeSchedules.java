package dev.blast.aws.schedule;

import dev.blast.schedule.ScheduleName;
import dev.blast.schedule.ScheduledCall;
import dev.blast.schedule.Schedules;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.scheduler.SchedulerClient;
import software.amazon.awssdk.services.scheduler.model.ConflictException;
import software.amazon.awssdk.services.scheduler.model.ResourceNotFoundException;
import software.amazon.awssdk.services.scheduler.model.ScheduleSummary;

/**
 * Schedules of one group of EventBridge Scheduler, which call one function. Thread-safe.
 *
 * <p>Each request has a client token of its own, so that the SDK may repeat it; a token made of the
 * content would be answered from memory when a schedule that ended is created again, and AWS does
 * not say for how long. That an equal one is created once is seen by looking at what has the name.
 */
public final class EventBridgeSchedules implements Schedules {

  /** Somebody deletes it between our two requests so often only when two of us fight. */
  private static final int ROUNDS = 3;

  private final SchedulerClient scheduler;
  private final ScheduleTarget target;

  /**
   * @param scheduler not closed
   */
  public EventBridgeSchedules(SchedulerClient scheduler, ScheduleTarget target) {
    this.scheduler = scheduler;
    this.target = target;
  }

  @Override
  public Created create(ScheduledCall call) {
    Written wanted = Written.of(call, target);
    for (int round = 0; round < ROUNDS; round++) {
      if (isCreated(call.name(), wanted)) {
        return Created.THERE;
      }
      Optional<Written> there = read(call.name());
      if (there.isPresent()) {
        return there.get().equals(wanted) ? Created.THERE : Created.TAKEN;
      }
    }
    throw new SchedulesUnavailable(
        "EventBridge Scheduler has a schedule %s in the group %s, and has none: others create and"
                .formatted(call.name(), target.group())
            + " delete it at this moment; try again");
  }

  /** False when a schedule of this name is there. */
  private boolean isCreated(ScheduleName name, Written wanted) {
    try {
      scheduler.createSchedule(
          create -> {
            create
                .name(name.text())
                .groupName(target.group())
                .scheduleExpression(wanted.expression().text())
                .scheduleExpressionTimezone(wanted.expression().zone())
                .actionAfterCompletion(wanted.afterwards())
                .state(wanted.state())
                .flexibleTimeWindow(wanted.window())
                .target(wanted.target());
            wanted.end().ifPresent(create::endDate);
          });
      return true;
    } catch (ConflictException taken) {
      return false;
    } catch (SdkException failure) {
      throw SchedulerFailure.of("create", name.text(), target.group(), failure);
    }
  }

  @Override
  public Optional<ScheduledCall> find(ScheduleName name) {
    return read(name)
        .map(
            there ->
                there
                    .call(name)
                    .orElseThrow(
                        () ->
                            new SchedulesUnavailable(
                                "the schedule %s of the group %s is none of Blast's (%s); delete it or give Blast another group"
                                    .formatted(name, target.group(), there.expression().text()))));
  }

  private Optional<Written> read(ScheduleName name) {
    try {
      return Optional.of(
          Written.of(
              scheduler.getSchedule(get -> get.name(name.text()).groupName(target.group()))));
    } catch (ResourceNotFoundException none) {
      return Optional.empty();
    } catch (SdkException failure) {
      throw SchedulerFailure.of("read", name.text(), target.group(), failure);
    }
  }

  @Override
  public List<ScheduleName> names(String prefix) {
    try {
      return scheduler
          .listSchedulesPaginator(
              list -> {
                list.groupName(target.group());
                if (!prefix.isEmpty()) {
                  list.namePrefix(prefix);
                }
              })
          .schedules()
          .stream()
          .map(ScheduleSummary::name)
          .map(ScheduleName::new)
          .sorted()
          .toList();
    } catch (SdkException failure) {
      throw SchedulerFailure.of("list", prefix + "*", target.group(), failure);
    }
  }

  /** UpdateSchedule forgets what is not said again, so everything is. */
  @Override
  public boolean replace(ScheduledCall call) {
    Written wanted = Written.of(call, target);
    try {
      scheduler.updateSchedule(
          update -> {
            update
                .name(call.name().text())
                .groupName(target.group())
                .scheduleExpression(wanted.expression().text())
                .scheduleExpressionTimezone(wanted.expression().zone())
                .actionAfterCompletion(wanted.afterwards())
                .state(wanted.state())
                .flexibleTimeWindow(wanted.window())
                .target(wanted.target());
            wanted.end().ifPresent(update::endDate);
          });
      return true;
    } catch (ResourceNotFoundException none) {
      return false;
    } catch (SdkException failure) {
      throw SchedulerFailure.of("update", call.name().text(), target.group(), failure);
    }
  }

  @Override
  public boolean delete(ScheduleName name) {
    try {
      scheduler.deleteSchedule(delete -> delete.name(name.text()).groupName(target.group()));
      return true;
    } catch (ResourceNotFoundException none) {
      return false;
    } catch (SdkException failure) {
      throw SchedulerFailure.of("delete", name.text(), target.group(), failure);
    }
  }
}
