package dev.blast.local;

import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.MessageAttribute;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/**
 * The event Lambda makes of received messages.
 *
 * @param queueArn {@code arn:aws:sqs:region:account:name}
 */
record SqsEvents(String queueArn, String region) {

  static SqsEvents of(String queueArn) {
    String[] parts = queueArn.split(":", -1);
    return new SqsEvents(queueArn, parts.length > 3 ? parts[3] : "");
  }

  SQSEvent event(List<Message> messages) {
    SQSEvent event = new SQSEvent();
    event.setRecords(messages.stream().map(this::message).toList());
    return event;
  }

  private SQSMessage message(Message received) {
    SQSMessage message = new SQSMessage();
    message.setMessageId(received.messageId());
    message.setReceiptHandle(received.receiptHandle());
    message.setBody(received.body());
    message.setMd5OfBody(received.md5OfBody());
    message.setMd5OfMessageAttributes(received.md5OfMessageAttributes());
    message.setAttributes(received.attributesAsStrings());
    message.setMessageAttributes(attributes(received.messageAttributes()));
    message.setEventSource("aws:sqs");
    message.setEventSourceArn(queueArn);
    message.setAwsRegion(region);
    return message;
  }

  private static Map<String, MessageAttribute> attributes(
      Map<String, MessageAttributeValue> values) {
    if (values.isEmpty()) {
      return Map.of();
    }
    Map<String, MessageAttribute> attributes = new HashMap<>();
    values.forEach((name, value) -> attributes.put(name, attribute(value)));
    return attributes;
  }

  private static MessageAttribute attribute(MessageAttributeValue value) {
    MessageAttribute attribute = new MessageAttribute();
    attribute.setDataType(value.dataType());
    attribute.setStringValue(value.stringValue());
    SdkBytes binary = value.binaryValue();
    if (binary != null) {
      attribute.setBinaryValue(binary.asByteBuffer());
    }
    return attribute;
  }
}
