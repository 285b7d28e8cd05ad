package dev.blast.infra;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What may be called when some code is: a call of an interface's method may be one of every class
 * that is made on the way and has it (rapid type analysis; Bacon and Sweeney, OOPSLA 1996). It
 * finds too much where a class is made and only some of its uses are, never too little, but for
 * what is called by reflection.
 */
final class Reached {

  private final Predicate<JavaClass> within;
  private final Set<JavaCodeUnit> units = new LinkedHashSet<>();
  private final Deque<JavaCodeUnit> open = new ArrayDeque<>();
  private final Set<JavaClass> made = new HashSet<>();
  private final Set<JavaCodeUnitAccess<?>> calls = new LinkedHashSet<>();

  private Reached(Predicate<JavaClass> within) {
    this.within = within;
  }

  /**
   * @param within the classes that are followed
   * @return every call and reference to a method that may happen
   */
  static Set<JavaCodeUnitAccess<?>> from(
      Stream<JavaCodeUnit> entries, Predicate<JavaClass> within) {
    Reached reached = new Reached(within);
    entries.forEach(
        entry -> {
          // whoever calls an instance's method has made one
          reached.made.add(entry.getOwner());
          reached.reach(entry);
        });
    reached.follow();
    return reached.calls;
  }

  private void follow() {
    int known;
    do {
      known = made.size();
      while (!open.isEmpty()) {
        JavaCodeUnit unit = open.remove();
        accesses(unit).forEach(this::access);
      }
      // What was made since may be meant by calls that were seen before.
      List.copyOf(calls).forEach(this::dispatch);
    } while (made.size() > known || !open.isEmpty());
  }

  private static Stream<JavaCodeUnitAccess<?>> accesses(JavaCodeUnit unit) {
    return Stream.of(
            unit.getCallsFromSelf(),
            unit.getMethodReferencesFromSelf(),
            unit.getConstructorReferencesFromSelf())
        .flatMap(Set::stream)
        .map(access -> (JavaCodeUnitAccess<?>) access);
  }

  private void access(JavaCodeUnitAccess<?> access) {
    calls.add(access);
    CodeUnitAccessTarget target = access.getTarget();
    Optional<? extends JavaCodeUnit> member = target.resolveMember();
    member.filter(unit -> within.test(unit.getOwner())).ifPresent(this::reach);
    member.filter(JavaConstructor.class::isInstance).ifPresent(unit -> made.add(unit.getOwner()));
    dispatch(access);
  }

  private void dispatch(JavaCodeUnitAccess<?> access) {
    CodeUnitAccessTarget target = access.getTarget();
    String owner = target.getOwner().getName();
    for (JavaClass type : List.copyOf(made)) {
      if (within.test(type) && isA(type, owner)) {
        implementations(type, target).forEach(this::reach);
      }
    }
  }

  private static boolean isA(JavaClass type, String owner) {
    return type.getName().equals(owner)
        || type.getAllRawInterfaces().stream().anyMatch(each -> each.getName().equals(owner))
        || type.getAllRawSuperclasses().stream().anyMatch(each -> each.getName().equals(owner));
  }

  /** Of that name and number of parameters, which may be some too many. */
  private static Stream<JavaMethod> implementations(JavaClass type, CodeUnitAccessTarget target) {
    return Stream.concat(
            Stream.concat(Stream.of(type), type.getAllRawSuperclasses().stream()),
            type.getAllRawInterfaces().stream())
        .flatMap(each -> each.getMethods().stream())
        .filter(method -> method.getName().equals(target.getName()))
        .filter(
            method -> method.getRawParameterTypes().size() == target.getRawParameterTypes().size())
        .filter(method -> !method.getModifiers().contains(JavaModifier.ABSTRACT));
  }

  private void reach(JavaCodeUnit unit) {
    if (units.add(unit)) {
      open.add(unit);
      unit.getOwner().getStaticInitializer().ifPresent(this::reach);
    }
  }
}
