package io.synnaxconnect.source.metrics;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows values over JMX only, as the MBeans that newer workers make themselves. */
public final class JmxGauges implements Gauges {

  private static final Logger LOG = LoggerFactory.getLogger(JmxGauges.class);

  /** Values that Kafka does not quote in the name of an MBean. */
  private static final Pattern PLAIN = Pattern.compile("[\\w-%. \t]*");

  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
  private final String baseName;
  private final Map<ObjectName, GaugeBean> beans = new HashMap<>();

  private JmxGauges(String baseName) {
    this.baseName = baseName;
  }

  public static Gauges of(String baseName) {
    return new JmxGauges(baseName);
  }

  /** Name of the MBean of a task. */
  public static String ofTask(String connector, String task) {
    return ofConnector(connector) + property("task", task);
  }

  /** Name of the MBean of a connector. */
  public static String ofConnector(String connector) {
    return "kafka.connect:type=plugins" + property("connector", connector);
  }

  private static String property(String key, String value) {
    boolean plain = PLAIN.matcher(value).matches();
    return "," + key + "=" + (plain ? value : ObjectName.quote(value));
  }

  @Override
  public synchronized void show(
      String name, String description, Map<String, String> tags, Supplier<? extends Number> value) {
    ObjectName objectName = objectName(tags);
    GaugeBean bean = beans.get(objectName);
    if (bean == null) {
      bean = new GaugeBean();
      beans.put(objectName, bean);
      register(bean, objectName);
    }
    bean.put(name, description, value);
  }

  @Override
  public synchronized void hide(String name, Map<String, String> tags) {
    ObjectName objectName = objectName(tags);
    GaugeBean bean = beans.get(objectName);
    if (bean != null && bean.remove(name)) {
      beans.remove(objectName);
      unregister(bean, objectName);
    }
  }

  @Override
  public synchronized void close() {
    beans.forEach((name, bean) -> unregister(bean, name));
    beans.clear();
  }

  private ObjectName objectName(Map<String, String> tags) {
    StringBuilder name = new StringBuilder(baseName);
    tags.forEach((key, value) -> name.append(property(key, value)));
    try {
      return new ObjectName(name.toString());
    } catch (JMException e) {
      throw new IllegalStateException("quoted names are always legal", e);
    }
  }

  /** Replaces the bean of a task of the same name that did not stop. */
  private void register(GaugeBean bean, ObjectName name) {
    try {
      if (server.isRegistered(name)) {
        server.unregisterMBean(name);
      }
      server.registerMBean(bean, name);
    } catch (JMException e) {
      LOG.warn("Metrics are not shown: mbean={}", name, e);
    }
  }

  /** Does not touch a newer bean of the same name. */
  private void unregister(GaugeBean bean, ObjectName name) {
    try {
      if (bean.isRegistered() && server.isRegistered(name)) {
        server.unregisterMBean(name);
      }
    } catch (JMException e) {
      LOG.warn("Metrics could not be removed after the stop: mbean={}", name, e);
    }
  }
}
