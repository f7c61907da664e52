package roomtone.acceptance.kubernetes;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.networking.v1.IPBlock;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;

/**
 * Decides by a NetworkPolicy which connections of the pods that it selects are admitted. Only the
 * parts that the policies here use are known; another part is an error.
 *
 * @see "kubernetes.io/docs/concepts/services-networking/network-policies"
 */
final class Traffic {

  /**
   * The other end of a connection.
   *
   * @param address its IP address
   * @param namespace the labels of its namespace; empty outside of the cluster
   * @param labels the labels of the pod; empty outside of the cluster
   */
  record Peer(String address, Map<String, String> namespace, Map<String, String> labels) {

    static Peer outside(String address) {
      return new Peer(address, Map.of(), Map.of());
    }
  }

  private final NetworkPolicy policy;
  private final Map<String, Integer> portNames;

  /**
   * @param policy selects the pods
   * @param portNames the ports of these pods by their names
   */
  Traffic(NetworkPolicy policy, Map<String, Integer> portNames) {
    this.policy = policy;
    this.portNames = portNames;
    if (!policy.getSpec().getPolicyTypes().equals(List.of("Ingress", "Egress"))) {
      throw new AssertionError("the policy does not decide about both directions");
    }
  }

  /** Whether a pod with these labels is subject to the policy. */
  boolean selects(Map<String, String> labels) {
    return matches(policy.getSpec().getPodSelector(), labels);
  }

  /** Whether a peer may open a connection to the pods. */
  boolean mayEnter(Peer from, String protocol, int port) {
    return policy.getSpec().getIngress().stream()
        .anyMatch(
            rule ->
                rule.getFrom().stream().anyMatch(peer -> matches(peer, from))
                    && rule.getPorts().stream()
                        .anyMatch(allowed -> matches(allowed, protocol, port)));
  }

  /** Whether the pods may open a connection to a peer. */
  boolean mayLeave(Peer to, String protocol, int port) {
    return policy.getSpec().getEgress().stream()
        .anyMatch(
            rule ->
                rule.getTo().stream().anyMatch(peer -> matches(peer, to))
                    && rule.getPorts().stream()
                        .anyMatch(allowed -> matches(allowed, protocol, port)));
  }

  private boolean matches(NetworkPolicyPort allowed, String protocol, int port) {
    if (allowed.getEndPort() != null) {
      throw new AssertionError("a range of ports");
    }
    IntOrString wanted = allowed.getPort();
    int number =
        wanted.getStrVal() == null ? wanted.getIntVal() : portNames.get(wanted.getStrVal());
    return allowed.getProtocol().equals(protocol) && number == port;
  }

  private static boolean matches(NetworkPolicyPeer allowed, Peer peer) {
    if (allowed.getIpBlock() != null) {
      IPBlock block = allowed.getIpBlock();
      return contains(block.getCidr(), peer.address())
          && block.getExcept().stream().noneMatch(range -> contains(range, peer.address()));
    }
    if (allowed.getNamespaceSelector() == null) {
      throw new AssertionError("a peer without a namespace");
    }
    return matches(allowed.getNamespaceSelector(), peer.namespace())
        && (allowed.getPodSelector() == null || matches(allowed.getPodSelector(), peer.labels()));
  }

  private static boolean matches(LabelSelector selector, Map<String, String> labels) {
    if (!selector.getMatchExpressions().isEmpty() || selector.getMatchLabels().isEmpty()) {
      throw new AssertionError("a selector of everything, or with expressions");
    }
    return labels.entrySet().containsAll(selector.getMatchLabels().entrySet());
  }

  /** Whether a range such as 10.0.0.0/8 contains an address of the same family. */
  static boolean contains(String range, String address) {
    String[] parts = range.split("/", -1);
    byte[] network = bytes(parts[0]);
    byte[] wanted = bytes(address);
    int hostBits = network.length * 8 - Integer.parseInt(parts[1]);
    return network.length == wanted.length
        && new BigInteger(1, network)
            .shiftRight(hostBits)
            .equals(new BigInteger(1, wanted).shiftRight(hostBits));
  }

  private static byte[] bytes(String address) {
    if (!address.matches("[0-9a-f.:]+")) {
      throw new AssertionError(address + " is no address"); // and must not be looked up
    }
    try {
      return InetAddress.getByName(address).getAddress();
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
