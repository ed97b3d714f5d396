package dev.weir.kafka.fetch;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.ClientRequest;
import org.apache.kafka.clients.ClientResponse;
import org.apache.kafka.clients.KafkaClient;
import org.apache.kafka.clients.LeastLoadedNode;
import org.apache.kafka.clients.RequestCompletionHandler;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.FetchRequest;
import org.apache.kafka.common.requests.FetchResponse;

/** Does what another client does, and has fetched records come in runs. */
final class RunsClient implements KafkaClient {
  private final KafkaClient client;
  private final FetchBuffers buffers;
  private final boolean checksSums;

  /**
   * A client around another.
   *
   * @param buffers into which its answers are read
   * @param checksSums see {@link RecordRuns}
   */
  RunsClient(KafkaClient client, FetchBuffers buffers, boolean checksSums) {
    this.client = client;
    this.buffers = buffers;
    this.checksSums = checksSums;
  }

  /** Who waits for an answer is known until it is sent, so that only then another may take it. */
  @Override
  public void send(ClientRequest request, long now) {
    boolean isFetch = request.requestBuilder() instanceof FetchRequest.Builder;
    client.send(isFetch ? answeredInRuns(request) : request, now);
  }

  private ClientRequest answeredInRuns(ClientRequest request) {
    var callback = request.callback();
    return new ClientRequest(
        request.destination(),
        request.requestBuilder(),
        request.correlationId(),
        request.makeHeader(request.apiKey().latestVersion()).clientId(),
        request.createdTimeMs(),
        request.expectResponse(),
        request.requestTimeoutMs(),
        response -> {
          inRuns(response);
          callback.onComplete(response);
        });
  }

  private void inRuns(ClientResponse response) {
    if (response.responseBody() instanceof FetchResponse fetched) {
      var all = new ArrayList<RecordRuns>();
      for (var topic : fetched.data().responses()) {
        for (var partition : topic.partitions()) {
          if (partition.records() instanceof MemoryRecords records && RecordRuns.areIn(records)) {
            var runs = new RecordRuns(records, checksSums);
            partition.setRecords(runs);
            all.add(runs);
          }
        }
      }
      buffers.hold(all);
    }
  }

  @Override
  public boolean isReady(Node node, long now) {
    return client.isReady(node, now);
  }

  @Override
  public boolean ready(Node node, long now) {
    return client.ready(node, now);
  }

  @Override
  public long connectionDelay(Node node, long now) {
    return client.connectionDelay(node, now);
  }

  @Override
  public long pollDelayMs(Node node, long now) {
    return client.pollDelayMs(node, now);
  }

  @Override
  public boolean connectionFailed(Node node) {
    return client.connectionFailed(node);
  }

  @Override
  public AuthenticationException authenticationException(Node node) {
    return client.authenticationException(node);
  }

  @Override
  public List<ClientResponse> poll(long timeout, long now) {
    return client.poll(timeout, now);
  }

  @Override
  public void disconnect(String nodeId) {
    client.disconnect(nodeId);
  }

  @Override
  public void close(String nodeId) {
    client.close(nodeId);
  }

  @Override
  public LeastLoadedNode leastLoadedNode(long now) {
    return client.leastLoadedNode(now);
  }

  @Override
  public int inFlightRequestCount() {
    return client.inFlightRequestCount();
  }

  @Override
  public boolean hasInFlightRequests() {
    return client.hasInFlightRequests();
  }

  @Override
  public int inFlightRequestCount(String nodeId) {
    return client.inFlightRequestCount(nodeId);
  }

  @Override
  public boolean hasInFlightRequests(String nodeId) {
    return client.hasInFlightRequests(nodeId);
  }

  @Override
  public boolean hasReadyNodes(long now) {
    return client.hasReadyNodes(now);
  }

  @Override
  public void wakeup() {
    client.wakeup();
  }

  @Override
  public ClientRequest newClientRequest(
      String nodeId, AbstractRequest.Builder<?> builder, long createdTimeMs, boolean isAnswered) {
    return client.newClientRequest(nodeId, builder, createdTimeMs, isAnswered);
  }

  @Override
  public ClientRequest newClientRequest(
      String nodeId,
      AbstractRequest.Builder<?> builder,
      long createdTimeMs,
      boolean isAnswered,
      int timeoutMs,
      RequestCompletionHandler callback) {
    return client.newClientRequest(nodeId, builder, createdTimeMs, isAnswered, timeoutMs, callback);
  }

  @Override
  public void initiateClose() {
    client.initiateClose();
  }

  @Override
  public boolean active() {
    return client.active();
  }

  @Override
  public void close() throws java.io.IOException {
    client.close();
  }
}
