package dev.blast.aws.dynamo;

import com.amazonaws.services.dynamodbv2.exceptions.DynamoDBLocalServiceException;
import com.amazonaws.services.dynamodbv2.local.dispatchers.BatchGetItemDispatcher;
import com.amazonaws.services.dynamodbv2.local.dispatchers.BatchWriteItemDispatcher;
import com.amazonaws.services.dynamodbv2.local.dispatchers.CreateTableDispatcher;
import com.amazonaws.services.dynamodbv2.local.dispatchers.DeleteItemDispatcher;
import com.amazonaws.services.dynamodbv2.local.dispatchers.DeleteTableDispatcher;
import com.amazonaws.services.dynamodbv2.local.dispatchers.DescribeTableDispatcher;
import com.amazonaws.services.dynamodbv2.local.dispatchers.Dispatcher;
import com.amazonaws.services.dynamodbv2.local.dispatchers.GetItemDispatcher;
import com.amazonaws.services.dynamodbv2.local.dispatchers.PutItemDispatcher;
import com.amazonaws.services.dynamodbv2.local.dispatchers.QueryDispatcher;
import com.amazonaws.services.dynamodbv2.local.dispatchers.ScanDispatcher;
import com.amazonaws.services.dynamodbv2.local.dispatchers.TransactGetItemsDispatcher;
import com.amazonaws.services.dynamodbv2.local.dispatchers.TransactWriteItemsDispatcher;
import com.amazonaws.services.dynamodbv2.local.dispatchers.UpdateItemDispatcher;
import com.amazonaws.services.dynamodbv2.local.exceptions.ExceptionBean;
import com.amazonaws.services.dynamodbv2.local.server.DynamoDBRequestHandler;
import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBRequestHandler;
import com.amazonaws.services.dynamodbv2.local.shared.mapper.DynamoDBObjectMapper;
import com.amazonaws.services.dynamodbv2.model.BatchGetItemRequest;
import com.amazonaws.services.dynamodbv2.model.BatchWriteItemRequest;
import com.amazonaws.services.dynamodbv2.model.CreateTableRequest;
import com.amazonaws.services.dynamodbv2.model.DeleteItemRequest;
import com.amazonaws.services.dynamodbv2.model.DeleteTableRequest;
import com.amazonaws.services.dynamodbv2.model.DescribeTableRequest;
import com.amazonaws.services.dynamodbv2.model.GetItemRequest;
import com.amazonaws.services.dynamodbv2.model.ListTablesRequest;
import com.amazonaws.services.dynamodbv2.model.PutItemRequest;
import com.amazonaws.services.dynamodbv2.model.QueryRequest;
import com.amazonaws.services.dynamodbv2.model.ScanRequest;
import com.amazonaws.services.dynamodbv2.model.TransactGetItemsRequest;
import com.amazonaws.services.dynamodbv2.model.TransactWriteItemsRequest;
import com.amazonaws.services.dynamodbv2.model.UpdateItemRequest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.DoubleAdder;

/**
 * DynamoDB Local in this process, in memory. It brings a server, but on another Jetty than s3proxy;
 * so its dispatchers are called from the JDK's. Signatures are not checked.
 */
final class DynamoServer {

  private static final String ACCOUNT = "blast";
  private static final String REGION = "us-east-1";
  private static final Set<String> WRITES =
      Set.of("PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems");

  private final DynamoDBObjectMapper json = new DynamoDBObjectMapper();
  private final DynamoDBRequestHandler tables;
  private final Map<String, DoubleAdder> written = new ConcurrentHashMap<>();
  private final URI endpoint;

  private final Map<String, Operation<?>> operations =
      Map.ofEntries(
          Map.entry("CreateTable", of(CreateTableRequest.class, new CreateTableDispatcher(json))),
          Map.entry(
              "DescribeTable", of(DescribeTableRequest.class, new DescribeTableDispatcher(json))),
          Map.entry("DeleteTable", of(DeleteTableRequest.class, new DeleteTableDispatcher(json))),
          Map.entry("GetItem", of(GetItemRequest.class, new GetItemDispatcher(json))),
          Map.entry("PutItem", of(PutItemRequest.class, new PutItemDispatcher(json))),
          Map.entry("UpdateItem", of(UpdateItemRequest.class, new UpdateItemDispatcher(json))),
          Map.entry("DeleteItem", of(DeleteItemRequest.class, new DeleteItemDispatcher(json))),
          Map.entry("Query", of(QueryRequest.class, new QueryDispatcher(json))),
          Map.entry("Scan", of(ScanRequest.class, new ScanDispatcher(json))),
          Map.entry(
              "BatchGetItem", of(BatchGetItemRequest.class, new BatchGetItemDispatcher(json))),
          Map.entry(
              "BatchWriteItem",
              of(BatchWriteItemRequest.class, new BatchWriteItemDispatcher(json))),
          Map.entry(
              "TransactGetItems",
              of(TransactGetItemsRequest.class, new TransactGetItemsDispatcher(json))),
          Map.entry(
              "TransactWriteItems",
              of(TransactWriteItemsRequest.class, new TransactWriteItemsDispatcher(json))));

  private record Operation<T>(Class<T> type, Dispatcher<T> dispatcher) {}

  private static <T> Operation<T> of(Class<T> type, Dispatcher<T> dispatcher) {
    return new Operation<>(type, dispatcher);
  }

  private DynamoServer() throws IOException {
    tables = new LocalDynamoDBRequestHandler(0, true, null, true, false);
    // Its database is opened by the first request, which takes longer than a client waits.
    tables.listTables(ACCOUNT, REGION, new ListTablesRequest());
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_024);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
    endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private static final class Once {
    private static final DynamoServer SERVER = start();

    private static DynamoServer start() {
      try {
        return new DynamoServer();
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }

  /** The address of the one of this process; it ends with the process. */
  static URI endpoint() {
    return Once.SERVER.endpoint;
  }

  /** Write units of a table so far, by whatever process; {@link Units} sees one client. */
  static double written(String table) {
    return Once.SERVER.written.getOrDefault(table, new DoubleAdder()).sum();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
      byte[] request = exchange.getRequestBody().readAllBytes();
      int status = 200;
      byte[] body;
      try {
        body = perform(target.substring(target.indexOf('.') + 1), request);
      } catch (DynamoDBLocalServiceException refused) {
        status = refused.getStatusCode();
        body =
            json.writeValueAsBytes(
                new ExceptionBean(
                    refused.getErrorCode(),
                    refused.getMessage(),
                    refused.getCancellationReasons(),
                    refused.getItem()));
      }
      exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private byte[] perform(String name, byte[] request) throws IOException {
    Operation<?> operation = operations.get(name);
    if (operation == null) {
      throw new IOException("add " + name + " to DynamoServer");
    }
    return WRITES.contains(name) ? write(operation, request) : perform(operation, request);
  }

  /**
   * A transaction's answer has a list; a failed condition costs what it found, here by its JSON.
   */
  private byte[] write(Operation<?> operation, byte[] request) throws IOException {
    ObjectNode asked = (ObjectNode) json.readTree(request);
    asked.put("ReturnConsumedCapacity", "TOTAL");
    try {
      byte[] answer = perform(operation, json.writeValueAsBytes(asked));
      for (JsonNode used : json.readTree(answer).findParents("CapacityUnits")) {
        add(used, used.path("CapacityUnits").asDouble());
      }
      return answer;
    } catch (DynamoDBLocalServiceException refused) {
      if ("ConditionalCheckFailedException".equals(refused.getErrorCode())) {
        add(asked, Math.ceilDiv(json.writeValueAsBytes(refused.getItem()).length, 1_024));
      }
      throw refused;
    }
  }

  private void add(JsonNode ofTable, double units) {
    written
        .computeIfAbsent(ofTable.path("TableName").asText(), table -> new DoubleAdder())
        .add(units);
  }

  private <T> byte[] perform(Operation<T> operation, byte[] request) throws IOException {
    return operation
        .dispatcher()
        .enact(ACCOUNT, REGION, json.readValue(request, operation.type()), tables);
  }
}
