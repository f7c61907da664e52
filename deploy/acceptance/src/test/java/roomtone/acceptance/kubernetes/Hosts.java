package roomtone.acceptance.kubernetes;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;

/** Where browsers and devices find a service. */
final class Hosts {

  private Hosts() {}

  /** The host of the only rule of its Ingress. */
  static String of(Rendered service) {
    return service.the(Ingress.class).getSpec().getRules().getFirst().getHost();
  }
}
