package roomtone.acceptance.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.groupingBy;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The Java types of a checkout and what they declare themselves, read by the compiler's parser. */
final class JavaTypes {

  private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

  /** Several packages may have a type of one name. */
  private final Map<String, List<Path>> filesByType;

  JavaTypes(Path root) {
    filesByType =
        SourceFiles.below(root, ".java").stream()
            .collect(groupingBy(file -> file.getFileName().toString().replace(".java", "")));
  }

  /**
   * Whether a type exists that declares a member.
   *
   * @param name the simple name of a type in a file of its own, then, after dots, a nested type, a
   *     method, a field, a record's component or an enum's constant
   */
  boolean has(String name) {
    return filesByType.getOrDefault(name.split("\\.", 2)[0], List.of()).stream()
        .anyMatch(file -> declares(file, name));
  }

  /** Whether a file declares a name, as {@link #has} understands it. */
  static boolean declares(Path file, String name) {
    return declares(types(file), List.of(name.split("\\.")));
  }

  private static boolean declares(List<? extends Tree> trees, List<String> names) {
    List<String> rest = names.subList(1, names.size());
    return trees.stream()
        .filter(tree -> names.getFirst().equals(nameOf(tree)))
        .anyMatch(
            tree ->
                rest.isEmpty()
                    || (tree instanceof ClassTree type && declares(type.getMembers(), rest)));
  }

  private static String nameOf(Tree tree) {
    return switch (tree) {
      case ClassTree type -> type.getSimpleName().toString();
      case MethodTree method -> method.getName().toString();
      case VariableTree field -> field.getName().toString();
      default -> "";
    };
  }

  private static List<? extends Tree> types(Path file) {
    try (StandardJavaFileManager files = COMPILER.getStandardFileManager(null, null, UTF_8)) {
      JavacTask task =
          (JavacTask)
              COMPILER.getTask(
                  null, files, null, List.of("-proc:none"), null, files.getJavaFileObjects(file));
      Stream<? extends CompilationUnitTree> units =
          StreamSupport.stream(task.parse().spliterator(), false);
      return units.flatMap(unit -> unit.getTypeDecls().stream()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
