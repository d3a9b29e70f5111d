import type { Container } from "../../model/container.ts";
import { defined } from "../../model/defined.ts";

/** Labels that Docker Compose and podman-compose give to the containers that they make. */
export const COMPOSE_LABELS = {
  project: "com.docker.compose.project",
  service: "com.docker.compose.service",
  files: "com.docker.compose.project.config_files",
  folder: "com.docker.compose.project.working_dir",
} as const;

/** The values of these labels; an empty one is one that is not there. */
export type ComposeLabels = { readonly [Name in keyof typeof COMPOSE_LABELS]?: string | undefined };

/**
 * What the labels of Compose tell of a container. Of several files the first is the basic one, which
 * the others override. Docker Compose writes absolute paths; its predecessor and podman-compose may write
 * relative ones, which start from the project's folder.
 * Sample of files: `/srv/shop/compose.yaml,/srv/shop/compose.override.yaml`.
 */
export function composeOf(
  { project, service, files, folder }: ComposeLabels,
): Pick<Container, "composeProject" | "composeService" | "composeFile" | "composeOverrides"> {
  const [first, ...overrides] = splitFiles(files ?? "").map((file) => inFolder(file, folder));
  return defined({
    composeProject: project || undefined,
    composeService: service || undefined,
    composeFile: first,
    composeOverrides: overrides.length > 0 ? overrides : undefined,
  });
}

/** A path may hold a comma itself: behind an absolute path, what is none continues it. */
function splitFiles(files: string): string[] {
  const paths: string[] = [];
  for (const piece of files.split(",").filter((piece) => piece !== "")) {
    const last = paths.at(-1);
    if (last !== undefined && isAbsolute(last) && !isAbsolute(piece)) {
      paths[paths.length - 1] = `${last},${piece}`;
    } else paths.push(piece);
  }
  return paths;
}

function isAbsolute(path: string): boolean {
  return /^(?:\/|\\|[a-z]:[\\/])/i.test(path);
}

function inFolder(file: string, folder: string | undefined): string {
  return isAbsolute(file) || !folder ? file : `${folder.replace(/\/$/, "")}/${file}`;
}
