// What a VMA's colour says, and which colours there are. Each pair is for light and for dark; all are told apart with common colour blindness
// by lightness too, and the legend names them.
const KIND_COLOURS = [
  ["#d97706", "#f0a848"], ["#9333ea", "#c49bfa"], ["#4a7fe0", "#6f9ff0"], ["#4338ca", "#a5b0fc"], ["#b3bbc7", "#4a5463"], ["#d6457f", "#f28bb8"],
  ["#0f8a80", "#3fcfbd"], ["#5b8c2a", "#9fd36a"], ["#8a5a44", "#d8a48c"], ["#2f9150", "#56c97c"], ["#86a91f", "#b4d455"], ["#a9bda5", "#647d66"],
  ["#0b7fb3", "#45b5ee"], ["#5f7f95", "#8fb3c9"], ["#c03535", "#f07f7f"], ["#7a8698", "#8793a6"],
  ["#5d6b7e", "#a3afbf"], ["#b0488f", "#e79ad0"], ["#c2410c", "#fb9a62"], ["#0369a1", "#5cc0f5"], ["#3b6fd4", "#8ab4ff"], ["#7c3aed", "#b794ff"],
  ["#0e7490", "#4dd0e6"], ["#94a3b8", "#5b6b80"],
];
const PERM_COLOURS = [
  ["has no access", ["#a3acb9", "#525d6d"], perm => perm.startsWith("---")],
  ["writable and executable", ["#b91c1c", "#ff6b6b"], perm => perm[1] === "w" && perm[2] === "x"],
  ["executable", ["#15803d", "#4ade80"], perm => perm[2] === "x"],
  ["writable, shared", ["#db2777", "#f472b6"], perm => perm[1] === "w" && perm[3] === "s"],
  ["writable", ["#2563eb", "#6ea3ff"], perm => perm[1] === "w"],
  ["read only", ["#8fb08a", "#5f7f63"], () => true],
];
const WITH_FLAG = ["#d9480f", "#ff9d5c"];
const WITHOUT_FLAG = ["#cfd6df", "#323b47"];
const WHY_COLOURS = { special: ["#64748b", "#94a3b8"], flags: ["#d9480f", "#ff9d5c"], file: ["#0e9aa7", "#4fd1dc"], name: ["#9333ea", "#c084fc"], offset: ["#be185d", "#fb7ab8"], hidden: ["#b91c1c", "#ff6b6b"], alone: ["#2563eb", "#7cabff"] };
const CHANGE_COLOURS = { none: ["#cfd6df", "#323b47"], new: ["#15803d", "#4ade80"], gone: ["#b91c1c", "#ff6b6b"], "split off": ["#d9480f", "#ff9d5c"], merged: ["#9333ea", "#c084fc"], changed: ["#2563eb", "#6ea3ff"] };

let theme = matchMedia("(prefers-color-scheme: dark)").matches ? 1 : 0;
let classOf = () => 0;
let classes = [];

/* Chooses what colours mean: classes with a name, colours, the word that filters them, and how many VMAs they have. */
function colourBy(choice) {
  if (choice === "kind") {
    classes = data.kinds.map((name, i) => ({ name, colours: KIND_COLOURS[i % KIND_COLOURS.length], filter: "kind:" + quoted(name) }));
    classOf = i => data.kind[i];
  } else if (choice === "perm") {
    classes = PERM_COLOURS.map(([name, colours]) => ({ name, colours, filter: "perm:" + quoted(name) }));
    const byPerm = data.perms.map(permClass);
    classOf = i => byPerm[data.perm[i]];
  } else if (choice === "change") {
    classes = Object.entries(CHANGE_COLOURS).map(([name, colours]) => ({ name: name === "none" ? "as before" : name, colours, filter: "change:" + quoted(name) }));
    const numbers = new Map(Object.keys(CHANGE_COLOURS).map((name, n) => [name, n]));
    classOf = i => numbers.get(changeOf(i) ?? "none");
  } else {
    const bySet = setWords.map(words => words.includes(choice) ? 0 : 1);
    const flag = flagOf.get(choice);
    const name = choice + (flag ? " " + flag.name : " (unknown)");
    classes = [{ name: "has " + name, colours: WITH_FLAG, filter: "flag:" + choice }, { name: "has not", colours: WITHOUT_FLAG, filter: "-flag:" + choice }];
    classOf = i => bySet[data.set[i]];
  }
  for (const one of classes) one.count = 0;
  for (let i = 0; i < count; i++) classes[classOf(i)].count++;
}

const permClass = perm => PERM_COLOURS.findIndex(entry => entry[2](perm));
const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/* Whether dark text is read better on a colour. */
const isBright = colour => [0.299, 0.587, 0.114].reduce((sum, share, n) => sum + share * parseInt(colour.slice(1 + 2 * n, 3 + 2 * n), 16), 0) > 140;
