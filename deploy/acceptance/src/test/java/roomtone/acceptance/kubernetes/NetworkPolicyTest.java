package roomtone.acceptance.kubernetes;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.acceptance.kubernetes.Traffic.Peer;

/** Who reaches whom, as the policies say it. That a cluster enforces them is not tested here. */
class NetworkPolicyTest {

  private static final String NAMESPACE = "kubernetes.io/metadata.name";

  /** Pods and nodes have such addresses, and so has the service that tells clouds' credentials. */
  private static final List<String> PRIVATE =
      List.of(
          "10.1.2.3",
          "172.16.0.1",
          "172.31.255.254",
          "192.168.4.4",
          "100.64.3.3",
          "127.0.0.1",
          "169.254.169.254",
          "fd00::7",
          "fe80::1",
          "::1");

  private static final List<String> PUBLIC = List.of("3.120.7.7", "172.32.0.1", "2a05:d014::1");

  /** All ports that any of the policies names, and those of the services. */
  private static final int[] PORTS = {22, 53, 80, 443, 5432, 6543, 8080, 8081, 9000, 9001};

  @Test
  void the_services_cannot_reach_each_other() {
    for (String overlay : Part.OVERLAYS) {
      Peer brain = pod(overlay, Part.BRAIN, "10.1.0.1");
      Peer manager = pod(overlay, Part.MANAGER, "10.1.0.2");
      for (int port : PORTS) {
        assertFalse(of(Part.BRAIN.in(overlay)).mayLeave(manager, "TCP", port), "leave " + port);
        assertFalse(of(Part.MANAGER.in(overlay)).mayLeave(brain, "TCP", port), "leave " + port);
        assertFalse(of(Part.BRAIN.in(overlay)).mayEnter(manager, "TCP", port), "enter " + port);
        assertFalse(of(Part.MANAGER.in(overlay)).mayEnter(brain, "TCP", port), "enter " + port);
      }
    }
  }

  @Test
  void pods_with_public_addresses_cannot_reach_each_other_either() {
    for (String overlay : Part.OVERLAYS) {
      for (String address : PUBLIC) {
        Peer brain = pod(overlay, Part.BRAIN, address);
        Peer manager = pod(overlay, Part.MANAGER, address);
        for (Part part : Part.values()) {
          assertFalse(of(Part.BRAIN.in(overlay)).mayLeave(manager, "TCP", part.port()));
          assertFalse(of(Part.MANAGER.in(overlay)).mayLeave(brain, "TCP", part.managementPort()));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"brain", "manager", "migrations"})
  void private_addresses_are_not_reached(String part) {
    for (String overlay : Part.OVERLAYS) {
      Traffic traffic = of(Rendered.of("overlays/" + overlay + "/" + part));
      for (String address : PRIVATE) {
        for (int port : PORTS) {
          assertFalse(
              traffic.mayLeave(Peer.outside(address), "TCP", port), address + " port " + port);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void database_and_supabase_and_s3_are_reached_and_no_other_port(Part service) {
    for (String overlay : Part.OVERLAYS) {
      Traffic traffic = of(service.in(overlay));
      for (String address : PUBLIC) {
        for (int port : PORTS) {
          boolean needed = IntStream.of(443, 5432, 6543).anyMatch(one -> one == port);
          assertTrue(
              needed == traffic.mayLeave(Peer.outside(address), "TCP", port), "port " + port);
        }
      }
    }
  }

  @Test
  void the_migrations_reach_postgresql_alone_and_nobody_reaches_them() {
    for (String overlay : Part.OVERLAYS) {
      Traffic traffic = of(Rendered.of("overlays/" + overlay + "/migrations"));
      for (int port : PORTS) {
        assertTrue(
            (port == 5432) == traffic.mayLeave(Peer.outside("3.120.7.7"), "TCP", port),
            "port " + port);
        assertFalse(traffic.mayEnter(labelled("roomtone/calls"), "TCP", port));
        assertFalse(traffic.mayEnter(labelled("roomtone/metrics"), "TCP", port));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void calls_and_metrics_come_from_labelled_namespaces_to_their_own_port(Part service) {
    for (String overlay : Part.OVERLAYS) {
      Traffic traffic = of(service.in(overlay));
      assertTrue(traffic.mayEnter(labelled("roomtone/calls"), "TCP", service.port()));
      assertFalse(traffic.mayEnter(labelled("roomtone/calls"), "TCP", service.managementPort()));
      assertTrue(traffic.mayEnter(labelled("roomtone/metrics"), "TCP", service.managementPort()));
      assertFalse(traffic.mayEnter(labelled("roomtone/metrics"), "TCP", service.port()));
      assertFalse(traffic.mayEnter(labelled("another"), "TCP", service.port()));
      assertFalse(traffic.mayEnter(Peer.outside("3.120.7.7"), "TCP", service.port()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"brain", "manager", "migrations"})
  void names_are_looked_up_in_the_cluster_or_on_the_node(String part) {
    Peer dns =
        new Peer("10.0.0.10", Map.of(NAMESPACE, "kube-system"), Map.of("k8s-app", "kube-dns"));
    for (String overlay : Part.OVERLAYS) {
      Traffic traffic = of(Rendered.of("overlays/" + overlay + "/" + part));
      for (String protocol : List.of("UDP", "TCP")) {
        assertTrue(traffic.mayLeave(dns, protocol, 53));
        assertTrue(traffic.mayLeave(Peer.outside("169.254.20.10"), protocol, 53));
        assertFalse(traffic.mayLeave(Peer.outside("8.8.8.8"), protocol, 53));
      }
    }
  }

  private static Peer labelled(String label) {
    return new Peer("10.9.9.9", Map.of(NAMESPACE, "infrastructure", label, "allowed"), Map.of());
  }

  private static Peer pod(String overlay, Part service, String address) {
    Map<String, String> namespace =
        new HashMap<>(Kustomizations.namespace(overlay).getMetadata().getLabels());
    namespace.put(NAMESPACE, Kustomizations.namespace(overlay).getMetadata().getName());
    return new Peer(address, namespace, service.in(overlay).pods().getMetadata().getLabels());
  }

  private static Traffic of(Rendered rendered) {
    Map<String, Integer> ports =
        rendered.container().getPorts().stream()
            .collect(Collectors.toMap(ContainerPort::getName, ContainerPort::getContainerPort));
    Traffic traffic = new Traffic(rendered.the(NetworkPolicy.class), ports);
    assertTrue(traffic.selects(rendered.pods().getMetadata().getLabels()));
    return traffic;
  }
}
