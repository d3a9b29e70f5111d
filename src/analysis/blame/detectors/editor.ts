import type { Process } from "../../../model/process.ts";
import { type Case, nameProcess, programOf } from "../case.ts";
import type { Cause } from "../cause.ts";

/** An editor by the name of its program, or by a path that only it has. */
type Editor = readonly [tool: string, program: RegExp, path?: RegExp];

const EDITORS: readonly Editor[] = [
  ["Cursor", /^(?:cursor|Cursor(?: Helper.*)?)$/, /\/(?:\.cursor-server|Cursor\.app)\//],
  ["Windsurf", /^(?:windsurf|Windsurf(?: Helper.*)?)$/, /\/(?:\.windsurf-server|Windsurf\.app)\//],
  ["VSCodium", /^(?:codium|VSCodium(?: Helper.*)?)$/, /\/(?:\.vscodium-server|VSCodium\.app)\//],
  [
    "VS Code",
    /^(?:code|code-insiders|code-tunnel|Code(?: - Insiders)?(?: Helper.*)?)$/,
    /\/(?:\.vscode-server(?:-insiders)?|\.vscode-remote|vscode-server|Visual Studio Code[^/]*\.app)\//,
  ],
  ["code-server", /^code-server$/, /\/(?:code-server|openvscode-server)\//],
  [
    "JetBrains",
    /^(?:idea|webstorm|pycharm|goland|clion|rider|rubymine|phpstorm|datagrip|dataspell|rustrover|fleet|gateway)(?:64|\.sh)?$/i,
    /\/JetBrains\/|-Didea\.(?:paths\.selector|vendor\.name)=|com\.intellij\.idea\.Main/,
  ],
  ["Android Studio", /^studio(?:64|\.sh)?$/, /\/android-studio\/|\/Android Studio[^/]*\.app\//],
  ["Zed", /^(?:zed|zed-editor)$/, /\/(?:\.zed_server|Zed\.app)\//],
  ["Sublime Text", /^sublime_text$/],
  ["Emacs", /^emacs(?:-[\w.-]+)?$/i],
  ["Neovim", /^nvim$/],
  ["Vim", /^vim(?:\.[a-z]+)?$/],
  ["Visual Studio", /^devenv$/],
  ["Eclipse", /^eclipse$/],
  ["Xcode", /^Xcode$/],
  ["RStudio", /^(?:rstudio|rserver|rsession)$/],
  ["Jupyter", /^jupyter(?:-(?:lab|notebook|server))?$/],
];

/** The nearest editor or IDE among the parents: it runs tasks, debuggers and terminals of its own. */
export function editor({ line }: Case): Cause | undefined {
  for (const parent of line.slice(1)) {
    const tool = toolOf(parent);
    if (tool === undefined) continue;
    return {
      kind: "editor",
      tool,
      pid: parent.pid,
      confidence: "certain",
      evidence: [`started below ${nameProcess(parent)}`],
    };
  }
  return undefined;
}

/** An editor's own arguments tell its path; a shell that was given one as a word is none. */
function toolOf(process: Process): string | undefined {
  const program = programOf(process);
  const isShell = /^-?(?:ba|z|da|k|fi|tc|c)?sh$/.test(program);
  const paths = isShell ? [] : [process.exe ?? "", ...process.argv];
  return EDITORS.find(([, name, path]) =>
    name.test(program) || name.test(process.name) ||
    (path !== undefined && paths.some((word) => path.test(word)))
  )?.[0];
}
