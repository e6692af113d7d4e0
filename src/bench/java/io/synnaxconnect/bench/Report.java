package io.synnaxconnect.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** Results as Markdown for people and as JSON for programs. */
final class Report {

  private final ObjectMapper mapper = new ObjectMapper();

  /** A table of findings, a table of arms and a line on the controls. */
  String markdown(Result result) {
    StringBuilder text = new StringBuilder();
    text.append("#### ").append(result.title()).append("\n\n");
    boolean valid = result.isConclusive();
    text.append("| measured | figure | 95 % interval | target | |\n|---|---|---|---|---|\n");
    for (Finding finding : result.findings()) {
      text.append(
          "| %s | %s %s | %s | %s | %s |\n"
              .formatted(
                  finding.name(),
                  Target.number(finding.value().median()),
                  finding.unit(),
                  finding.interval(),
                  finding.target() == null ? "" : finding.target(),
                  finding.verdict(valid)));
    }
    if (result.controls() != null) {
      text.append(arms(result)).append(controls(result.plan(), result.controls()));
    }
    return text.toString();
  }

  private static String arms(Result result) {
    StringBuilder text = new StringBuilder();
    text.append(
        "\n| arm | CPU per %s | 95 %% interval | with its helpers | allocated |\n"
            .formatted(result.unit()));
    text.append("|---|---|---|---|---|\n");
    armLines(result).forEach(arm -> text.append(arm.markdown()));
    return text.toString();
  }

  private static String controls(Plan plan, Controls controls) {
    String measured =
        String.format(
            Locale.ROOT,
            "Controls: the same arm twice %s, with 10 %% added work %s; %d rounds, seed %d.",
            controls.same(),
            controls.added(),
            plan.rounds(),
            plan.seed());
    String verdict =
        controls.areValid() ? "" : " INCONCLUSIVE: " + String.join("; ", controls.problems()) + ".";
    return "\n" + measured + verdict + "\n";
  }

  /** The same as a document. */
  String json(List<Result> results) {
    ArrayNode all = mapper.createArrayNode();
    results.forEach(result -> all.add(json(result)));
    try {
      return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(all);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private ObjectNode json(Result result) {
    ObjectNode node = mapper.createObjectNode();
    boolean valid = result.isConclusive();
    node.put("name", result.name()).put("title", result.title()).put("unit", result.unit());
    node.put("seed", result.plan().seed()).put("rounds", result.plan().rounds());
    Controls controls = result.controls();
    if (controls != null) {
      ObjectNode told = node.putObject("controls").put("valid", valid);
      told.set("same", json(controls.same()));
      told.set("added", json(controls.added()));
    }
    ArrayNode findings = node.putArray("findings");
    for (Finding finding : result.findings()) {
      ObjectNode line = findings.addObject().put("name", finding.name());
      line.put("unit", finding.unit()).set("value", json(finding.value()));
      line.put("target", finding.target() == null ? "" : finding.target().toString());
      line.put("verdict", finding.verdict(valid));
    }
    ArrayNode arms = node.putArray("arms");
    for (ArmLine arm : armLines(result)) {
      ObjectNode line = arms.addObject().put("name", arm.name());
      line.set("cpuNanos", json(arm.cpuNanos()));
      line.set("wholeCpuNanos", json(arm.wholeCpuNanos()));
      line.put("allocatedBytes", arm.allocatedBytes());
    }
    return node;
  }

  private ObjectNode json(Estimate estimate) {
    return mapper
        .createObjectNode()
        .put("median", estimate.median())
        .put("low", estimate.low())
        .put("high", estimate.high());
  }

  private record ArmLine(
      String name, Estimate cpuNanos, Estimate wholeCpuNanos, double allocatedBytes) {
    String markdown() {
      return "| %s | %s ns | %s to %s | %s ns | %s B |\n"
          .formatted(
              name,
              Target.number(cpuNanos.median()),
              Target.number(cpuNanos.low()),
              Target.number(cpuNanos.high()),
              Target.number(wholeCpuNanos.median()),
              Target.number(allocatedBytes));
    }
  }

  private static List<ArmLine> armLines(Result result) {
    Random random = new Random(result.plan().seed());
    return result.samples().entrySet().stream()
        .map(
            (Map.Entry<String, BenchSamples> arm) ->
                new ArmLine(
                    arm.getKey(),
                    Estimate.of(arm.getValue().cpuNanos(), random),
                    Estimate.of(arm.getValue().wholeCpuNanos(), random),
                    Estimate.of(arm.getValue().allocatedBytes(), random).median()))
        .toList();
  }
}
