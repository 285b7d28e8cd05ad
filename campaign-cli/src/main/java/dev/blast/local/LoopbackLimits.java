package dev.blast.local;

import org.elasticmq.Limit;
import org.elasticmq.Limits;
import org.elasticmq.RangeLimit;
import org.elasticmq.RelaxedSQSLimits$;
import org.elasticmq.StrictSQSLimits$;
import scala.collection.immutable.List;
import scala.math.BigDecimal;

/**
 * The limits of SQS, except that the characters of a body are not looked at one by one: that alone
 * took most of the time of a send (measured), and the envelope's JSON has none that SQS refuses.
 */
final class LoopbackLimits implements Limits {

  private static final Limits SQS = StrictSQSLimits$.MODULE$;

  @Override
  public Limit<List<RangeLimit<Object>>> bodyValidCharactersLimit() {
    return RelaxedSQSLimits$.MODULE$.bodyValidCharactersLimit();
  }

  @Override
  public Limit<Object> queueNameLengthLimit() {
    return SQS.queueNameLengthLimit();
  }

  @Override
  public Limit<Object> batchSizeLimit() {
    return SQS.batchSizeLimit();
  }

  @Override
  public Limit<RangeLimit<Object>> numberOfMessagesLimit() {
    return SQS.numberOfMessagesLimit();
  }

  @Override
  public Limit<Object> nonEmptyAttributesLimit() {
    return SQS.nonEmptyAttributesLimit();
  }

  @Override
  public Limit<Object> messageAttributesLimit() {
    return SQS.messageAttributesLimit();
  }

  @Override
  public Limit<RangeLimit<BigDecimal>> numberAttributeValueLimit() {
    return SQS.numberAttributeValueLimit();
  }

  @Override
  public Limit<RangeLimit<Object>> messageWaitTimeLimit() {
    return SQS.messageWaitTimeLimit();
  }

  @Override
  public Limit<Object> maxMessageLength() {
    return SQS.maxMessageLength();
  }
}
