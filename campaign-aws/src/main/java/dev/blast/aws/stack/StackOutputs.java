package dev.blast.aws.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.ParameterNotFoundException;

/**
 * What a stack consists of, as its Terraform wrote it down: a JSON object whose keys are those of
 * {@link StackVariable}, in the parameter {@link #parameter} of Systems Manager, or in a file.
 * Other keys are passed over. Stateless.
 */
public final class StackOutputs {

  /** arn:partition:lambda:region:account:function:name:alias (Lambda developer guide). */
  private static final Pattern FUNCTION =
      Pattern.compile("arn:[a-z-]+:lambda:(?<region>[a-z0-9-]+):[0-9]{12}:function:.+");

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private StackOutputs() {}

  /** There is no such stack, or it is not described as one; the message says what to do. */
  public static final class NoSuchStack extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoSuchStack(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** The name of the parameter that describes a stack. */
  public static String parameter(String stack) {
    return "/blast/" + stack + "/stack";
  }

  /**
   * Reads the parameter of a stack.
   *
   * @throws NoSuchStack when there is none, or it lacks what is needed
   * @throws SdkException when it cannot be asked for
   */
  public static StackVariables read(SsmClient ssm, String stack, Set<StackVariable> needed) {
    String name = parameter(stack);
    try {
      String text =
          ssm.getParameter(get -> get.name(name).withDecryption(true)).parameter().value();
      return variables(text, "the parameter " + name, needed);
    } catch (ParameterNotFoundException none) {
      throw new NoSuchStack(
          "there is no stack "
              + stack
              + " in the region "
              + ssm.serviceClientConfiguration().region()
              + " of this account: it has no parameter "
              + name
              + ". Correct --stack, --region or --profile; the stacks there are: aws ssm"
              + " get-parameters-by-path --path /blast --recursive --query Parameters[].Name",
          none);
    }
  }

  /**
   * Reads a file.
   *
   * @throws NoSuchStack when it cannot be read, or lacks what is needed
   */
  public static StackVariables read(Path file, Set<StackVariable> needed) {
    try {
      return variables(Files.readString(file), file.toString(), needed);
    } catch (IOException unreadable) {
      throw new NoSuchStack(
          file
              + " cannot be read ("
              + unreadable
              + "); write it with: terraform output -json stack > "
              + file,
          unreadable);
    }
  }

  /**
   * The region of a stack: that of its trigger.
   *
   * @param where the variables are from, for the message
   * @throws NoSuchStack when its ARN is none
   */
  public static String region(StackVariables stack, String where) {
    String arn = stack.get(StackVariable.BLAST_TRIGGER_FUNCTION);
    Matcher parts = FUNCTION.matcher(arn);
    if (!parts.matches()) {
      throw new NoSuchStack(
          "%s says that %s is %s, which is no ARN of a function; apply Blast's Terraform of this version"
              .formatted(where, StackVariable.BLAST_TRIGGER_FUNCTION, arn),
          null);
    }
    return parts.group("region");
  }

  private static StackVariables variables(String text, String where, Set<StackVariable> needed) {
    JsonNode values = object(text, where);
    try {
      return StackVariables.read(
          name -> values.path(name).isTextual() ? values.path(name).textValue() : null,
          needed,
          missing -> where + " lacks " + missing + "; apply Blast's Terraform of this version");
    } catch (IllegalStateException incomplete) {
      throw new NoSuchStack(String.valueOf(incomplete.getMessage()), incomplete);
    }
  }

  private static JsonNode object(String text, String where) {
    try {
      JsonNode read = JSON.readTree(text);
      if (read != null && read.isObject()) {
        return read;
      }
    } catch (JsonProcessingException notJson) {
      throw notAnObject(where, notJson);
    }
    throw notAnObject(where, null);
  }

  private static NoSuchStack notAnObject(String where, @Nullable Throwable cause) {
    return new NoSuchStack(
        where + " is no JSON object; it should be what \"terraform output -json stack\" prints",
        cause);
  }
}
