const WORDS: ReadonlyMap<string, string> = new Map(Object.entries({
  EACCES: "permission denied",
  EEXIST: "it is there already",
  EISDIR: "it is a folder",
  ELOOP: "too many symbolic links",
  ENAMETOOLONG: "its name is too long",
  ENOENT: "there is no such file or folder",
  ENOSPC: "the disk is full",
  ENOTDIR: "a part of its path is no folder",
  EPERM: "not permitted",
  EROFS: "the file system is read-only",
}));

/** Errors of a bind to an address that this machine does not have (`bind(2)`, `socket(2)`). */
const NO_ADDRESS: readonly string[] = ["EADDRNOTAVAIL", "EAFNOSUPPORT"];

/** True where a bind failed for its address: that tells nothing about the port. */
export function isNoAddress(outcome: string): boolean {
  return NO_ADDRESS.includes(outcome);
}

/** What the name of an error (`errno(3)`) means for a file, in words; the name itself where none fit. */
export function errnoWords(name: string): string {
  return WORDS.get(name) ?? name;
}
