package io.synnaxconnect.docs;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * The sentences in the code that a user may meet, found by parsing it: every text of at least three
 * words, put together from its parts, with … for what is only known at run time. Left out is what
 * only programmers meet, what is said at INFO and below, and what documents keys and metrics.
 */
final class ErrorSentences extends TreeScanner<@Nullable Void, @Nullable Void> {

  private static final Path SOURCES = Path.of("src", "main", "java");
  private static final Pattern WORD = Pattern.compile("[(\"']?[A-Za-z'-]{2,}[\"').,:;!?]*");
  private static final int LEAST_WORDS = 3;
  private static final String UNKNOWN = "…";

  /** Documentation of keys and metrics, which has pages of its own. */
  private static final Set<String> DOCUMENTING =
      Set.of("Settings", "SelectionSettings", "Setting", "TaskMetric", "ConnectorMetric");

  /** Thrown where the code itself is wrong; and frames that are, of which one sentence tells. */
  private static final Set<String> MISTAKES =
      Set.of(
          "MalformedFrameException",
          "MBeanInfo",
          "IllegalStateException",
          "UnsupportedOperationException",
          "IndexOutOfBoundsException",
          "NoSuchElementException",
          "AttributeNotFoundException",
          "InterruptedException");

  /** What becomes no message, or none of an error. */
  private static final Set<String> SILENT =
      Set.of(
          "debug", "trace", "info", "requireNonNull", "compile", "doc", "startsWith", "contains");

  private final Map<String, String> found = new TreeMap<>();
  private String source = "";
  private boolean isForProgrammers;

  private ErrorSentences() {}

  /** Each sentence with the file that says it, in order. */
  static Map<String, String> find() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    ErrorSentences sentences = new ErrorSentences();
    try (Stream<Path> files = Files.walk(SOURCES);
        StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      List<Path> sources = files.filter(file -> file.toString().endsWith(".java")).toList();
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  manager,
                  null,
                  List.of("-proc:none"),
                  null,
                  manager.getJavaFileObjectsFromPaths(sources));
      for (CompilationUnitTree unit : task.parse()) {
        sentences.read(unit);
      }
    }
    return sentences.found;
  }

  private void read(CompilationUnitTree unit) {
    Path file = Path.of(unit.getSourceFile().toUri());
    source = String.valueOf(file.getFileName());
    // Their users are programmers: what they may not pass stands in the Javadoc.
    isForProgrammers = file.toString().matches(".*/(telem|client)/[^/]+");
    scan(unit, null);
  }

  @Override
  public @Nullable Void visitClass(ClassTree tree, @Nullable Void nothing) {
    return DOCUMENTING.contains(tree.getSimpleName().toString())
        ? null
        : super.visitClass(tree, null);
  }

  @Override
  public @Nullable Void visitMethod(MethodTree tree, @Nullable Void nothing) {
    return tree.getName().contentEquals("toString") ? null : super.visitMethod(tree, null);
  }

  @Override
  public @Nullable Void visitAnnotation(AnnotationTree tree, @Nullable Void nothing) {
    return null;
  }

  @Override
  public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void nothing) {
    String type = tree.getIdentifier().toString();
    boolean isMistake =
        MISTAKES.contains(type) || (isForProgrammers && type.equals("IllegalArgumentException"));
    return isMistake ? null : super.visitNewClass(tree, null);
  }

  @Override
  public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void nothing) {
    ExpressionTree called = tree.getMethodSelect();
    if (SILENT.contains(nameOf(called))) {
      return null;
    }
    if (called.toString().startsWith("ValueRule.")) {
      // First comes what the docs say.
      return scan(tree.getArguments().subList(1, tree.getArguments().size()), null);
    }
    return super.visitMethodInvocation(tree, null);
  }

  @Override
  public @Nullable Void visitBinary(BinaryTree tree, @Nullable Void nothing) {
    if (tree.getKind() != Tree.Kind.PLUS) {
      return super.visitBinary(tree, null);
    }
    add(text(tree));
    return null;
  }

  @Override
  public @Nullable Void visitLiteral(LiteralTree tree, @Nullable Void nothing) {
    if (tree.getValue() instanceof String text) {
      add(text);
    }
    return null;
  }

  private static String nameOf(ExpressionTree called) {
    return called instanceof MemberSelectTree member
        ? member.getIdentifier().toString()
        : called instanceof IdentifierTree name ? name.getName().toString() : "";
  }

  /** The text of a concatenation; what is in its other parts is looked at by itself. */
  private String text(ExpressionTree tree) {
    if (tree instanceof LiteralTree literal) {
      return String.valueOf(literal.getValue());
    }
    if (tree instanceof BinaryTree sum && sum.getKind() == Tree.Kind.PLUS) {
      return text(sum.getLeftOperand()) + text(sum.getRightOperand());
    }
    if (tree instanceof ParenthesizedTree inner) {
      return text(inner.getExpression());
    }
    if (tree instanceof MethodInvocationTree call
        && call.getMethodSelect() instanceof MemberSelectTree member
        && member.getIdentifier().contentEquals("formatted")) {
      scan(call.getArguments(), null);
      return text(member.getExpression());
    }
    scan(tree, null);
    return UNKNOWN;
  }

  private void add(String text) {
    String sentence =
        text.replaceAll("\\{}|%[sd]|%,d", UNKNOWN)
            .replaceAll("\\s+", " ")
            .replaceAll(UNKNOWN + "+", UNKNOWN)
            .strip();
    long words =
        Stream.of(sentence.split(" ")).filter(word -> WORD.matcher(word).matches()).count();
    if (words >= LEAST_WORDS) {
      found.merge(sentence, source, (one, other) -> one.contains(other) ? one : one + ", " + other);
    }
  }
}
