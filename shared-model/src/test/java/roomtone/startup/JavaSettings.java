package roomtone.startup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.doctree.ReturnTree;
import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The settings that Java sources declare: the methods of types with {@code @ConfigMapping}, and
 * parameters with {@code @ConfigProperty} whose name begins with {@code roomtone}. Their Javadoc is
 * the meaning, its {@code @return} the unit.
 */
final class JavaSettings extends TreePathScanner<Void, Void> {

  private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

  private final DocTrees documents;
  private final List<Setting> settings = new ArrayList<>();

  /** The values of the constants of a file, by name. */
  private final Map<String, String> constants = new HashMap<>();

  private JavaSettings(DocTrees documents) {
    this.documents = documents;
  }

  /** Reads the settings of some source files. */
  static List<Setting> of(List<Path> sources) throws IOException {
    try (StandardJavaFileManager files = COMPILER.getStandardFileManager(null, null, UTF_8)) {
      JavacTask task =
          (JavacTask)
              COMPILER.getTask(
                  null,
                  files,
                  null,
                  List.of("-proc:none"),
                  null,
                  files.getJavaFileObjectsFromPaths(sources));
      JavaSettings reader = new JavaSettings(DocTrees.instance(task));
      for (CompilationUnitTree unit : task.parse()) {
        reader.scan(unit, null);
      }
      return reader.settings;
    }
  }

  @Override
  public Void visitClass(ClassTree type, Void unused) {
    annotation(type.getModifiers(), "ConfigMapping")
        .ifPresent(mapping -> readMapping(type, value(mapping, "prefix").orElseThrow()));
    return super.visitClass(type, null);
  }

  @Override
  public Void visitVariable(VariableTree variable, Void unused) {
    if (variable.getInitializer() instanceof com.sun.source.tree.LiteralTree constant) {
      constants.put(variable.getName().toString(), String.valueOf(constant.getValue()));
    }
    annotation(variable.getModifiers(), "ConfigProperty")
        .filter(property -> value(property, "name").orElseThrow().startsWith("roomtone."))
        .ifPresent(property -> readParameter(variable, property));
    return super.visitVariable(variable, null);
  }

  private void readMapping(ClassTree type, String prefix) {
    for (Tree member : type.getMembers()) {
      if (member instanceof MethodTree method
          && !method.getModifiers().getFlags().contains(Modifier.DEFAULT)) {
        DocCommentTree comment = comment(new TreePath(getCurrentPath(), method));
        boolean isMap = annotation(method.getModifiers(), "WithParentName").isPresent();
        String property =
            prefix + "." + (isMap ? "LANGUAGE" : hyphenated(method.getName().toString()));
        settings.add(
            new Setting(
                Setting.variable(property),
                property,
                annotation(method.getModifiers(), "WithDefault")
                    .flatMap(given -> value(given, "value"))
                    .orElse(""),
                unit(method, comment),
                meaning(text(comment.getFullBody()))));
      }
    }
  }

  private void readParameter(VariableTree variable, AnnotationTree property) {
    DocCommentTree comment = comment(getCurrentPath().getParentPath());
    String meaning =
        comment.getBlockTags().stream()
            .filter(tag -> tag instanceof ParamTree)
            .map(tag -> (ParamTree) tag)
            .filter(tag -> tag.getName().getName().contentEquals(variable.getName()))
            .map(tag -> text(tag.getDescription()))
            .findFirst()
            .orElseThrow();
    String name = value(property, "name").orElseThrow();
    settings.add(
        new Setting(
            Setting.variable(name),
            name,
            value(property, "defaultValue").orElse(""),
            form(variable.getType().toString()),
            meaning(meaning)));
  }

  private DocCommentTree comment(TreePath path) {
    return Optional.ofNullable(documents.getDocCommentTree(path))
        .orElseThrow(() -> new IllegalStateException("no Javadoc: " + path.getLeaf()));
  }

  private static String hyphenated(String name) {
    return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /** What {@code @return} says, else the form of the type; with the range, if it is checked. */
  private String unit(MethodTree method, DocCommentTree comment) {
    String type = method.getReturnType().toString();
    String unit =
        comment.getBlockTags().stream()
            .filter(tag -> tag instanceof ReturnTree)
            .map(tag -> text(((ReturnTree) tag).getDescription()))
            .findFirst()
            .orElseGet(() -> form(type));
    Optional<String> least =
        annotation(method.getModifiers(), "Min").flatMap(min -> value(min, "value"));
    Optional<String> most =
        annotation(method.getModifiers(), "Max").flatMap(max -> value(max, "value"));
    return least.isPresent() && most.isPresent()
        ? String.format(
            Locale.ROOT,
            "%s, %,d to %,d",
            unit,
            Integer.parseInt(least.get()),
            Integer.parseInt(most.get()))
        : unit;
  }

  private static String form(String type) {
    return switch (type) {
      case "Duration" -> "duration";
      case "MemorySize" -> "size";
      case "Optional<URI>" -> "address";
      case "Optional<String>" -> "text";
      case "List<String>", "Optional<List<String>>" -> "list";
      case "Map<String, List<String>>" -> "list";
      case "Header" -> "name";
      default ->
          throw new IllegalStateException("say its unit by @return: a setting of type " + type);
    };
  }

  /** A sentence, without the name of the variable before it. */
  private static String meaning(String comment) {
    String sentence = comment.replaceFirst("^`[A-Z_]+`(?: and so on)?: ", "");
    return sentence.substring(0, 1).toUpperCase(Locale.ROOT)
        + sentence.substring(1)
        + (sentence.endsWith(".") ? "" : ".");
  }

  private static String text(List<? extends DocTree> comment) {
    return comment.stream()
        .map(
            part -> part instanceof LiteralTree code ? "`" + code.getBody() + "`" : part.toString())
        .collect(joining())
        .replaceAll("\\s+", " ")
        .strip();
  }

  private static Optional<AnnotationTree> annotation(ModifiersTree modifiers, String name) {
    return modifiers.getAnnotations().stream()
        .map(annotation -> (AnnotationTree) annotation)
        .filter(annotation -> annotation.getAnnotationType().toString().endsWith(name))
        .findFirst();
  }

  /** The value of an element of an annotation, a literal or a constant of the same file. */
  private Optional<String> value(AnnotationTree annotation, String element) {
    for (ExpressionTree argument : annotation.getArguments()) {
      if (argument instanceof AssignmentTree named) {
        if (named.getVariable().toString().equals(element)) {
          return Optional.of(text(named.getExpression()));
        }
      } else if (element.equals("value")) {
        return Optional.of(text(argument));
      }
    }
    return Optional.empty();
  }

  private String text(ExpressionTree value) {
    return value instanceof com.sun.source.tree.LiteralTree literal
        ? String.valueOf(literal.getValue())
        : constants.get(value.toString());
  }
}
