package dev.blast.aws.stack;

import java.util.Optional;

/** How a secret stands that campaigns name. No state holds its value. */
public sealed interface SecretState {

  /** What keeps a sender from using it; empty when nothing does. */
  Optional<Fault> fault();

  /**
   * What is wrong with a secret.
   *
   * @param what a clause, such as {@code there is no SSM parameter /blast/token}
   * @param todo what to do about it, a clause
   */
  record Fault(String what, String todo) {}

  /** It has a value. */
  record Held(String parameter) implements SecretState {
    @Override
    public Optional<Fault> fault() {
      return Optional.empty();
    }
  }

  /** The stack names no parameter for it. */
  record Undeclared() implements SecretState {
    @Override
    public Optional<Fault> fault() {
      return Optional.of(
          new Fault(
              "the stack has no secret of this name",
              "add it to secret_parameters of the stack, and apply its Terraform"));
    }
  }

  /** There is no such parameter. */
  record Missing(String parameter) implements SecretState {
    @Override
    public Optional<Fault> fault() {
      return Optional.of(
          new Fault(
              "there is no SSM parameter " + parameter,
              "create it: aws ssm put-parameter --name "
                  + parameter
                  + " --type SecureString --value VALUE"));
    }
  }

  /** The parameter is there, and its value is blank. */
  record Blank(String parameter) implements SecretState {
    @Override
    public Optional<Fault> fault() {
      return Optional.of(
          new Fault(
              "the SSM parameter " + parameter + " is blank",
              "give it a value: aws ssm put-parameter --name "
                  + parameter
                  + " --type SecureString --overwrite --value VALUE"));
    }
  }

  /**
   * Systems Manager refuses to give it, until somebody changes a permission or a key.
   *
   * @param why in the words of the service
   */
  record Denied(String parameter, String why) implements SecretState {
    @Override
    public Optional<Fault> fault() {
      return Optional.of(
          new Fault(
              "SSM refuses the parameter " + parameter + ": " + why,
              "allow ssm:GetParameters on it, and kms:Decrypt on its key"));
    }
  }
}
