package io.synnaxconnect.bench;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** A look into the JVM of a worker: its threads, and what Connect and our tasks count there. */
final class WorkerJmx implements AutoCloseable {

  private final JMXConnector connector;
  private final MBeanServerConnection beans;
  private final ThreadMXBean threads;

  private WorkerJmx(JMXConnector connector) throws IOException {
    this.connector = connector;
    this.beans = connector.getMBeanServerConnection();
    this.threads =
        ManagementFactory.newPlatformMXBeanProxy(
            beans, ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
  }

  /** Attaches to a process of this machine and user; no port is opened to others. */
  @SuppressWarnings("BanJNDI") // The address comes from a process of this machine and user.
  static WorkerJmx of(long pid) throws Exception {
    VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
    try {
      String address = machine.startLocalManagementAgent();
      return new WorkerJmx(JMXConnectorFactory.connect(new JMXServiceURL(address)));
    } finally {
      machine.detach();
    }
  }

  ThreadMXBean threads() {
    return threads;
  }

  MBeanServerConnection beans() {
    return beans;
  }

  /** A number; 0 as long as nobody counts. */
  double number(String bean, String attribute) throws IOException, JMException {
    try {
      return ((Number) beans.getAttribute(new ObjectName(bean), attribute)).doubleValue();
    } catch (InstanceNotFoundException notYet) {
      return 0;
    }
  }

  /** What all beans of a pattern count together. */
  double sum(String pattern, String attribute) throws IOException, JMException {
    double sum = 0;
    for (ObjectName bean : beans.queryNames(new ObjectName(pattern), null)) {
      sum += number(bean.toString(), attribute);
    }
    return sum;
  }

  /** What a task of the connector shows of itself. */
  double task(String connectorName, int task, String metric) throws IOException, JMException {
    return number(
        "kafka.connect:type=plugins,connector=" + connectorName + ",task=" + task, metric);
  }

  /** Records of a task that Kafka has acknowledged. */
  long recordsWritten(String connectorName, int task) throws IOException, JMException {
    return (long)
        number(
            "kafka.connect:type=source-task-metrics,connector=" + connectorName + ",task=" + task,
            "source-record-write-total");
  }

  /** What the producer of a task has counted. */
  double producer(String connectorName, int task, String attribute)
      throws IOException, JMException {
    return number(
        "kafka.producer:type=producer-metrics,client-id=connector-producer-"
            + connectorName
            + "-"
            + task,
        attribute);
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
