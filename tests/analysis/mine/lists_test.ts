import { assertEquals, assertThrows } from "@std/assert";
import { candidatePorts, preparedPorts } from "../../../src/analysis/mine/lists.ts";
import { Refusal } from "../../../src/model/refusal.ts";

type Vars = Readonly<Record<string, string>>;
const envOf = (vars: Vars) => (name: string) => vars[name];
const candidates = (options: object, vars: Vars = {}) =>
  [...candidatePorts(options, envOf(vars)).entries()].filter(([, mark]) => mark === 1)
    .map(([port]) => port);

Deno.test("candidatePorts() takes every port from 1024 up that no browser refuses", () => {
  const ports = candidates({});
  assertEquals([ports.length, ports[0], ports.includes(6000)], [64495, 1024, false]);
});

Deno.test("candidatePorts() replaces a variable by its option, never those of the site and the browsers", () => {
  const vars = {
    PORT4ME_INCLUDE: "7001",
    PORT4ME_INCLUDE_SITE: "6660-6662",
    PORT4ME_EXCLUDE: "6660",
    PORT4ME_EXCLUDE_SITE: "6661",
  };
  assertEquals(candidates({}, vars), [6662, 7001]);
  assertEquals(candidates({ include: "8001", exclude: "1" }, vars), [6660, 6662, 8001]);
  assertEquals(candidates({ include: "6665-6671" }, {}), [6670, 6671]);
});

Deno.test("candidatePorts() lets the variables say what the browsers refuse", () => {
  const include = "6665-6668";
  const all = [6665, 6666, 6667, 6668];
  assertEquals(candidates({ include }, { PORT4ME_EXCLUDE_UNSAFE: "0" }), all);
  assertEquals(candidates({ include }, { PORT4ME_EXCLUDE_UNSAFE: "6666" }), [6665, 6667, 6668]);
  const none = { PORT4ME_EXCLUDE_UNSAFE_CHROME: "0", PORT4ME_EXCLUDE_UNSAFE_FIREFOX: "0" };
  assertEquals(candidates({ include }, none), all);
  const more = { PORT4ME_EXCLUDE_UNSAFE_CHROME: "{chrome},8001" };
  assertEquals(candidates({ include: "8001,8002" }, more), [8002]);
  assertEquals(candidates({ include: "4190,4191", exclude: "{fetch}" }), [4191]);
});

Deno.test("candidatePorts() refuses to choose from nothing", () => {
  for (
    const options of [{ include: "4321", exclude: "4321" }, { include: "1719" }, {
      include: "10-5,70000",
    }]
  ) {
    const error = assertThrows(
      () => candidates(options),
      Refusal,
      "There is no port to choose from",
    );
    assertEquals([error.code, error.exit], ["no-candidates", 2]);
  }
  assertThrows(() => candidates({ exclude: "1024-65535" }), Refusal, "--exclude");
});

Deno.test("candidatePorts() names the variable whose value makes no sense", () => {
  for (
    const name of [
      "INCLUDE",
      "INCLUDE_SITE",
      "EXCLUDE",
      "EXCLUDE_SITE",
      "EXCLUDE_UNSAFE",
      "EXCLUDE_UNSAFE_CHROME",
      "EXCLUDE_UNSAFE_FIREFOX",
    ]
  ) {
    const variable = `PORT4ME_${name}`;
    assertThrows(() => candidates({}, { [variable]: "foo" }), Refusal, `'foo' in ${variable} is`);
  }
});

Deno.test("preparedPorts() has those of the user and then those of the site, whatever is excluded", () => {
  const vars = { PORT4ME_PREPEND: "7001", PORT4ME_PREPEND_SITE: "6000", PORT4ME_EXCLUDE: "6000" };
  assertEquals(preparedPorts({}, envOf(vars)), [7001, 6000]);
  assertEquals(preparedPorts({ prepend: "5-6" }, envOf(vars)), [5, 6, 6000]);
  assertThrows(
    () => preparedPorts({}, envOf({ PORT4ME_PREPEND: "70000" })),
    Refusal,
    "PORT4ME_PREPEND",
  );
});
