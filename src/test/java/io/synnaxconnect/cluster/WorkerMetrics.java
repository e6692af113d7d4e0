package io.synnaxconnect.cluster;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** What a process shows over JMX, which it need not have been told to do when it was started. */
public final class WorkerMetrics implements AutoCloseable {

  private final JMXConnector connector;
  private final MBeanServerConnection server;

  private WorkerMetrics(JMXConnector connector) throws IOException {
    this.connector = connector;
    this.server = connector.getMBeanServerConnection();
  }

  /** Connects to a process of this machine. */
  @SuppressWarnings("BanJNDI") // The process is one that we started.
  public static WorkerMetrics of(ChildProcess process) {
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(process.pid()));
      try {
        String url = machine.startLocalManagementAgent();
        return new WorkerMetrics(JMXConnectorFactory.connect(new JMXServiceURL(url)));
      } finally {
        machine.detach();
      }
    } catch (AttachNotSupportedException e) {
      throw new IllegalStateException("the metrics of a process cannot be read", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Names of the attributes of an MBean; none if it is not there. */
  public List<String> attributes(String mbean) {
    try {
      List<String> names = new ArrayList<>();
      for (ObjectName name : server.queryNames(new ObjectName(mbean), null)) {
        Arrays.stream(server.getMBeanInfo(name).getAttributes())
            .map(MBeanAttributeInfo::getName)
            .forEach(names::add);
      }
      return names;
    } catch (JMException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An attribute of every MBean that matches, in no order. */
  public List<Number> values(String mbeans, String attribute) {
    try {
      List<Number> values = new ArrayList<>();
      for (ObjectName name : server.queryNames(new ObjectName(mbeans), null)) {
        values.add((Number) server.getAttribute(name, attribute));
      }
      return values;
    } catch (JMException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      connector.close();
    } catch (IOException e) {
      // The process has ended, and the connection with it.
    }
  }
}
