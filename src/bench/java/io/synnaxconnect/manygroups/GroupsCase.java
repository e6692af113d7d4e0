package io.synnaxconnect.manygroups;

import java.util.List;

/** A load, and what is measured of it. */
public interface GroupsCase {

  /** Measures once, against a server without channels. */
  List<Figure> measure(ServerProcess server) throws Exception;
}
