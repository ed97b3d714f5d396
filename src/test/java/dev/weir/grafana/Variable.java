package dev.weir.grafana;

/**
 * A choice above a dashboard: the values that a label has.
 *
 * @param name of the label, and of the variable
 * @param title what people read
 * @param series the series whose label it is
 * @param many whether several can be chosen at once, and are at first
 */
public record Variable(String name, String title, String series, boolean many) {
  static final Variable NAMESPACE =
      new Variable("namespace", "Namespace", "weir_pipeline_status", false);

  static final Variable PIPELINE =
      new Variable("pipeline", "Pipeline", "weir_pipeline_status{namespace=\"$namespace\"}", false);

  static Variable stages(boolean many) {
    return new Variable(
        "stage",
        many ? "Stages" : "Stage",
        "weir_stage_status{namespace=\"$namespace\",pipeline=\"$pipeline\"}",
        many);
  }
}
