package dev.sluice.controller.gitops;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LoadState;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.compiler.LuaC;
import org.luaj.vm2.lib.BaseLib;
import org.luaj.vm2.lib.OneArgFunction;
import org.luaj.vm2.lib.PackageLib;
import org.luaj.vm2.lib.TableLib;
import org.luaj.vm2.lib.ZeroArgFunction;

/**
 * Runs a script with what Argo CD gives to one of argocd-cm: the object as {@code obj}, the basic functions, {@code table},
 * {@code require}, and an {@code os} of two functions that only {@code require} finds. No {@code string}, {@code math} or {@code io}.
 *
 * <p>Source: argoproj/argo-cd, util/lua/lua.go (runLua, decodeValue) and oslib_safe.go; layeh.com/gopher-json for what comes back.
 */
public final class ArgoLua {
  private static final String TIMESTAMP = "!%Y-%m-%dT%XZ";
  private static final double LARGEST_INTEGER = 1L << 53;

  private final Instant now;

  /** @param now what the scripts take for the time */
  public ArgoLua(Instant now) {
    this.now = now;
  }

  /**
   * @param parameters what the person gave to an action
   * @return maps, lists, strings, numbers and booleans; an empty table is an empty list
   * @throws LuaError what the script raised
   */
  public Object run(String script, Map<String, Object> object, Map<String, String> parameters) {
    var globals = sandbox();
    globals.set("obj", toLua(object));
    globals.set("actionParams", toLua(parameters));
    var text = new ByteArrayInputStream(script.getBytes(StandardCharsets.UTF_8));
    return toJava(globals.load(text, "script", "t", globals).call());
  }

  private Globals sandbox() {
    var globals = new Globals();
    LoadState.install(globals);
    LuaC.install(globals);
    globals.load(new BaseLib());
    globals.load(new PackageLib());
    globals.load(new TableLib());
    globals.get("package").get("preload").set("os", new ZeroArgFunction() {
      @Override
      public LuaValue call() {
        return safeOs();
      }
    });
    return globals;
  }

  private LuaTable safeOs() {
    var os = new LuaTable();
    os.set("time", new ZeroArgFunction() {
      @Override
      public LuaValue call() {
        return LuaValue.valueOf(now.getEpochSecond());
      }
    });
    os.set("date", new OneArgFunction() {
      @Override
      public LuaValue call(LuaValue format) {
        if (!format.checkjstring().equals(TIMESTAMP)) {
          throw new LuaError("this test knows the format " + TIMESTAMP + " alone");
        }
        return LuaValue.valueOf(now.toString());
      }
    });
    return os;
  }

  private static LuaValue toLua(Object value) {
    return switch (value) {
      case null -> LuaValue.NIL;
      case Boolean bool -> LuaValue.valueOf(bool);
      case Number number -> LuaValue.valueOf(number.doubleValue());
      case Map<?, ?> map -> {
        var table = new LuaTable();
        map.forEach((key, item) -> table.set(key.toString(), toLua(item)));
        yield table;
      }
      case List<?> list -> {
        var table = new LuaTable();
        for (var i = 0; i < list.size(); i++) {
          table.set(i + 1, toLua(list.get(i)));
        }
        yield table;
      }
      default -> LuaValue.valueOf(value.toString());
    };
  }

  private static Object toJava(LuaValue value) {
    return switch (value.type()) {
      case LuaValue.TNIL -> null;
      case LuaValue.TBOOLEAN -> value.toboolean();
      case LuaValue.TNUMBER -> number(value.todouble());
      case LuaValue.TSTRING -> value.tojstring();
      case LuaValue.TTABLE -> table(value.checktable());
      default -> throw new IllegalStateException("a script must not return a " + value.typename());
    };
  }

  private static Object number(double value) {
    return value == Math.rint(value) && Math.abs(value) <= LARGEST_INTEGER ? (Object) (long) value : value;
  }

  private static Object table(LuaTable table) {
    var keys = table.keys();
    if (keys.length == 0 || keys[0].isnumber()) {
      var list = new ArrayList<>();
      for (var i = 1; i <= keys.length; i++) {
        list.add(toJava(table.get(i)));
      }
      return list;
    }
    var map = new LinkedHashMap<String, Object>();
    for (var key : keys) {
      map.put(key.checkjstring(), toJava(table.get(key)));
    }
    return map;
  }
}
