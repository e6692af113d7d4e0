package io.synnaxconnect.source.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanRegistration;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/** An MBean whose attributes are added one by one. Any thread may read them. */
final class GaugeBean implements DynamicMBean, MBeanRegistration {

  private record Value(String description, Supplier<? extends Number> current) {}

  private final Map<String, Value> values = new ConcurrentSkipListMap<>();
  private volatile boolean registered;

  void put(String name, String description, Supplier<? extends Number> current) {
    values.put(name, new Value(description, current));
  }

  /** Removes an attribute; returns true if none is remaining. */
  boolean remove(String name) {
    values.remove(name);
    return values.isEmpty();
  }

  /** Whether this bean is registered, and no other bean has replaced it. */
  boolean isRegistered() {
    return registered;
  }

  @Override
  public Number getAttribute(String attribute) throws AttributeNotFoundException {
    Value value = values.get(attribute);
    if (value == null) {
      throw new AttributeNotFoundException(attribute);
    }
    return value.current().get();
  }

  @Override
  public AttributeList getAttributes(String[] attributes) {
    AttributeList list = new AttributeList();
    for (String attribute : attributes) {
      Value value = values.get(attribute);
      if (value != null) {
        list.add(new Attribute(attribute, value.current().get()));
      }
    }
    return list;
  }

  @Override
  public void setAttribute(Attribute attribute) throws AttributeNotFoundException {
    throw new AttributeNotFoundException(attribute.getName() + " cannot be set");
  }

  @Override
  public AttributeList setAttributes(AttributeList attributes) {
    return new AttributeList();
  }

  @Override
  public Object invoke(String action, Object[] arguments, String[] signature) {
    throw new UnsupportedOperationException("no operations: " + action);
  }

  @Override
  public MBeanInfo getMBeanInfo() {
    MBeanAttributeInfo[] attributes =
        values.entrySet().stream()
            .map(entry -> describe(entry.getKey(), entry.getValue()))
            .toArray(MBeanAttributeInfo[]::new);
    return new MBeanInfo(
        getClass().getName(), "Synnax source connector", attributes, null, null, null);
  }

  private static MBeanAttributeInfo describe(String name, Value value) {
    return new MBeanAttributeInfo(
        name, Number.class.getName(), value.description(), true, false, false);
  }

  @Override
  public ObjectName preRegister(MBeanServer server, ObjectName name) {
    return name;
  }

  @Override
  public void postRegister(@Nullable Boolean done) {
    registered = Boolean.TRUE.equals(done);
  }

  @Override
  public void preDeregister() {
    // Nothing to prepare.
  }

  @Override
  public void postDeregister() {
    registered = false;
  }
}
