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

/** What the name of an error (`errno(3)`) means for a file, in words; the name itself where none fit. */
export function errnoWords(name: string): string {
  return WORDS.get(name) ?? name;
}
