import { type Case, nameProcess, programOf } from "../case.ts";
import type { Cause } from "../cause.ts";

/** Terminal emulators and what logs people in at a console, by the names of their programs. */
const TERMINALS =
  /^(?:gnome-terminal-?.*|ptyxis(?:-agent)?|kgx|konsole|yakuake|xterm|uxterm|rxvt|urxvtd?|alacritty|kitty|wezterm(?:-gui)?|ghostty|foot|footclient|tilix|terminator|terminology|xfce4-terminal|lxterminal|mate-terminal|qterminal|st|Terminal|iTerm2|Warp|Hyper|WindowsTerminal|OpenConsole|conhost|login|agetty|getty|mingetty)$/i;

/** A terminal: the emulator among the parents, or only the device that the owner belongs to. */
export function terminal({ line }: Case): Cause | undefined {
  const emulator = line.slice(1).find((parent) => TERMINALS.test(programOf(parent)));
  const device = line[0]?.terminal;
  if (!emulator && device === undefined) return undefined;
  return {
    kind: "terminal",
    ...(emulator ? { tool: programOf(emulator), pid: emulator.pid } : {}),
    ...(device === undefined ? {} : { name: device }),
    confidence: "certain",
    evidence: [
      ...(emulator ? [`started below ${nameProcess(emulator)}`] : []),
      ...(device === undefined ? [] : [`its controlling terminal is ${device}`]),
    ],
  };
}
