package dev.blast.aws;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;
import software.amazon.awssdk.profiles.ProfileProperty;

/**
 * Whom AWS is asked as: the profile of the system property {@code aws.profile} where that is set,
 * because somebody chose it for this process, and otherwise the first that the SDK finds. The SDK
 * alone would take keys of the environment, and a web identity's token, before any profile; the AWS
 * command line lets a chosen profile win too. Thread-safe; may block and ask AWS.
 */
public final class Credentials implements AwsCredentialsProvider {

  /** The SDK has a constant for each property but this one. */
  private static final String SSO_SESSION = "sso_session";

  private final AwsCredentialsProvider way;
  private final Optional<String> chosen;

  private Credentials(AwsCredentialsProvider way, Optional<String> chosen) {
    this.way = way;
    this.chosen = chosen;
  }

  /** Those of this process, as its settings say now. */
  public static AwsCredentialsProvider fromEnvironment() {
    String profile = System.getProperty(ProfileFileSystemSetting.AWS_PROFILE.property());
    return profile == null
        ? new Credentials(DefaultCredentialsProvider.builder().build(), Optional.empty())
        : new Credentials(ProfileCredentialsProvider.create(profile), Optional.of(profile));
  }

  /** What a profile consists of, which says what to do when it gives nothing. */
  public enum Way {
    /** There is no profile of this name. */
    NONE,
    /** Somebody signs in by IAM Identity Center: {@code aws sso login}. */
    SIGN_IN,
    /** A role is assumed. */
    ROLE,
    /** Keys, a process or a machine's. */
    OTHER
  }

  /**
   * There are no credentials.
   *
   * <p>An {@link SdkClientException}, so that adapters name what they asked for. Its cause is what
   * AWS or the SDK said of the profile.
   */
  public static final class NoCredentials extends SdkClientException {
    private static final long serialVersionUID = 1L;

    private final String profile;
    private final Way way;

    private NoCredentials(String profile, Way way, RuntimeException cause) {
      super(builder().message(cause.getMessage()).cause(cause));
      this.profile = profile;
      this.way = way;
    }

    /** The profile to do something about; where a role is assumed by another, that other one. */
    public String profile() {
      return profile;
    }

    public Way way() {
      return way;
    }
  }

  @Override
  public AwsCredentials resolveCredentials() {
    try {
      return way.resolveCredentials();
    } catch (RuntimeException none) {
      throw chosen.map(profile -> failed(profile, none)).orElseGet(() -> failed(none));
    }
  }

  /** The SDK tells of each place that it looked at in one text; the profile itself says more. */
  private static NoCredentials failed(RuntimeException none) {
    String profile = ProfileFileSystemSetting.AWS_PROFILE.getStringValueOrThrow();
    RuntimeException why = none;
    if (ProfileFile.defaultProfileFile().profile(profile).isPresent()) {
      try (ProfileCredentialsProvider alone = ProfileCredentialsProvider.create(profile)) {
        AwsCredentials found = alone.resolveCredentials();
      } catch (RuntimeException said) {
        why = said;
      }
    }
    return failed(profile, why);
  }

  private static NoCredentials failed(String profile, RuntimeException why) {
    ProfileFile file = ProfileFile.defaultProfileFile();
    Profile basis = basis(profile, file, new HashSet<>()).orElse(null);
    if (basis == null) {
      return new NoCredentials(profile, Way.NONE, why);
    }
    boolean answered = why instanceof AwsServiceException;
    Way way = way(basis);
    // AWS answered, so that whoever assumes the role has credentials.
    return answered && isRole(profile, file) && !isSignIn(why)
        ? new NoCredentials(profile, Way.ROLE, why)
        : new NoCredentials(basis.name(), way, why);
  }

  /** IAM Identity Center says by its own exception that its token is none any more. */
  private static boolean isSignIn(RuntimeException why) {
    return why.getClass().getName().startsWith("software.amazon.awssdk.services.sso");
  }

  private static Way way(Profile profile) {
    if (has(profile, SSO_SESSION) || has(profile, ProfileProperty.SSO_START_URL)) {
      return Way.SIGN_IN;
    }
    return has(profile, ProfileProperty.ROLE_ARN) ? Way.ROLE : Way.OTHER;
  }

  private static boolean isRole(String profile, ProfileFile file) {
    return file.profile(profile).filter(each -> has(each, ProfileProperty.ROLE_ARN)).isPresent();
  }

  /** The profile at the end of {@code source_profile}; empty where one is not there. */
  private static Optional<Profile> basis(String name, ProfileFile file, Set<String> seen) {
    return file.profile(name)
        .flatMap(
            profile ->
                profile
                    .property(ProfileProperty.SOURCE_PROFILE)
                    // a profile may name itself, whose keys are meant then
                    .filter(source -> seen.add(name) && !seen.contains(source))
                    .map(source -> basis(source, file, seen))
                    .orElseGet(() -> Optional.of(profile)));
  }

  private static boolean has(Profile profile, String property) {
    return profile.property(property).isPresent();
  }
}
