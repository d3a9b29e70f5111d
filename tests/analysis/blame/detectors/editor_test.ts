import { assertEquals } from "@std/assert";
import { editor } from "../../../../src/analysis/blame/detectors/editor.ts";
import { caseFor, lineOf, SYSTEMD } from "../line.ts";

function toolOf(...argv: string[]): string | undefined {
  const name = (argv[0]?.split("/").at(-1) ?? "").slice(0, 15);
  return editor(caseFor(lineOf(SYSTEMD, { name, argv }, { name: "zsh" }, { name: "node" })))?.tool;
}

Deno.test("editor() knows VS Code here and its server on the far side of ssh", () => {
  assertEquals(toolOf("/usr/share/code/code", "--type=utility"), "VS Code");
  assertEquals(
    toolOf("/home/ada/.vscode-server/cli/servers/Stable-1/server/node", "out/server-main.js"),
    "VS Code",
  );
  assertEquals(
    toolOf("/Applications/Visual Studio Code.app/Contents/Frameworks/Code Helper (Plugin)"),
    "VS Code",
  );
  assertEquals(toolOf("sh", "/usr/lib/code-server/bin/code-server"), undefined);
  assertEquals(toolOf("/usr/lib/code-server/lib/node", "x"), "code-server");
});

Deno.test("editor() knows the IDEs of JetBrains by program, folder or property", () => {
  assertEquals(toolOf("/opt/idea/bin/idea64"), "JetBrains");
  assertEquals(toolOf("/home/ada/.local/share/JetBrains/Toolbox/apps/webstorm/bin/x"), "JetBrains");
  assertEquals(toolOf("/opt/jbr/bin/java", "-Didea.paths.selector=IdeaIC2026.1"), "JetBrains");
});

Deno.test("editor() knows forks of VS Code, and other editors", () => {
  assertEquals(toolOf("/home/ada/.cursor-server/bin/node"), "Cursor");
  assertEquals(toolOf("/usr/share/windsurf/windsurf"), "Windsurf");
  assertEquals(toolOf("/usr/bin/nvim", "."), "Neovim");
  assertEquals(toolOf("emacs", "--daemon"), "Emacs");
  assertEquals(toolOf("/usr/lib/zed-editor"), "Zed");
});

Deno.test("editor() takes a shell that names an editor for none", () => {
  assertEquals(toolOf("bash", "-c", "ls /home/ada/.vscode-server/"), undefined);
  assertEquals(toolOf("/usr/bin/python3", "code.py"), undefined);
});
