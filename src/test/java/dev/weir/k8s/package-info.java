/** The manifests in {@code k8s}, parsed as Kubernetes does, and a stand-in for its kubelet. */
@NullMarked
package dev.weir.k8s;

import org.jspecify.annotations.NullMarked;
