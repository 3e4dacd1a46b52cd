// The living page: equations, diagram and numbers answer one another. The script knows no gate by its name: marks in
// the page say what is what, and `step`, made of the equations that the page prints, computes.

/** @typedef {Record<string, number[]>} Constants  by their TeX, a number for each vector that a matrix multiplies */
/** @typedef {Record<string, number>} Values  of one time step, by the symbols' TeX */
/** @typedef {(constants: Constants, values: Values) => void} Step  adds the values computed in a time step */
/** @typedef {[before: string, now: string][]} States  the states, by their TeX at the time step before and at this one */

const MARKED = "[data-symbol],[data-node],[data-from],[data-defines]";

/** @type {(within: ParentNode, selector: string) => any[]} */
const all = (within, selector) => [...within.querySelectorAll(selector)];

/** @type {(value: number, digits?: number) => string} */
const rounded = (value, digits = Math.abs(value) < 9.995 ? 2 : 1) =>
  value
    .toFixed(digits)
    .replace(/^-(?=[0.]+$)/, "")
    .replace("-", "−");

/** @type {(words: string, values: Record<string, any>) => string} */
const filled = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

/** Return a copy of an element without marks. @type {(element: any) => Element} */
const copied = (element) => {
  const copy = element.cloneNode(true);
  for (const { dataset, classList } of [copy, ...all(copy, "*")]) {
    delete dataset.symbol;
    classList.remove("lstm-lit");
  }
  return copy;
};

/** Return a copy of a shape, of another class, that stands below it. @type {(shape: any, name: string) => Element} */
const doubled = (shape, name) => {
  const copy = shape.cloneNode();
  copy.removeAttribute("id");
  copy.setAttribute("class", name);
  shape.before(copy);
  return copy;
};

/**
 * Let equations, symbols and parts of the diagram light up what they belong to.
 * @type {(root: HTMLElement, controls: ParentNode) => void}
 */
function link(root, controls) {
  const marked = all(root, MARKED);
  const equations = all(root, "[data-defines]");
  const diagram = all(root, "[data-node]")[0].closest("svg");
  /** @type {(mark: string, value: string) => any[]} */
  const having = (mark, value) => marked.filter((part) => part.dataset[mark]?.split(" ").includes(value));

  const lights = equations.map((equation) => {
    const defined = new Set(equation.dataset.defines.split(" "));
    const symbols = new Set(all(equation, "[data-symbol]").map((part) => part.dataset.symbol));
    const lit = new Set([equation, ...marked.filter((part) => symbols.has(part.dataset.symbol))]);
    // From what the equation defines, back along the lines, as far as the symbols on its right side.
    /** @type {(node: string) => void} */
    const back = (node) => {
      for (const line of having("to", node)) {
        const { symbol, from } = line.dataset;
        if (symbols.has(symbol)) continue;
        for (const part of [line, ...having("node", from)]) lit.add(part);
        back(from);
      }
    };
    for (const symbol of defined) for (const part of having("symbol", symbol)) back(part.dataset.node);
    return lit;
  });
  /** Return what belongs to where an event happened. @type {(event: { target: any }) => Set<Element>} */
  const meant = ({ target }) => {
    const part = target.closest(MARKED);
    const { symbol, defines, node, from, to } = part?.dataset ?? {};
    if (symbol) return new Set([...having("symbol", symbol), ...having("defines", symbol)]);
    if (defines) return lights[equations.indexOf(part)];
    const same = node ? having("node", node) : having("from", from).filter((line) => line.dataset.to === to);
    return new Set([...same, ...lights.filter((lit) => lit.has(same[0])).flatMap((lit) => [...lit])]);
  };

  // What is pressed stays lit, and is one of the steps if it is an equation. What is pointed at is lit meanwhile.
  const steps = all(controls, "[data-step]");
  const pins = all(controls, "[data-pin]");
  const [said] = all(controls, "[role=status]");
  const hint = said.textContent;
  const copies = equations.map((equation) => copied(equation.querySelector("math")));
  let pinned = new Set();
  const light = (lit = pinned) => {
    for (const part of marked) part.classList.toggle("lstm-lit", lit.has(part));
    diagram.classList.toggle("lstm-dimmed", lit.size > 0);
  };
  /** @type {(lit: Set<Element>) => void} */
  const pin = (lit) => {
    const at = lights.indexOf(lit);
    const before = equations[at]?.previousElementSibling;
    const sentence = before?.matches("p") ? before.textContent.replace(/[:：]\s*$/, "") : "";
    // First, since a browser brings the page up to date before a button with the focus gets another index.
    for (const [index, button] of steps.entries()) {
      button.ariaPressed = pins[index].ariaPressed = index === at;
      button.tabIndex = index === Math.max(at, 0) ? 0 : -1;
    }
    said.textContent = at < 0 ? hint : filled(said.dataset.stepOf, { number: at + 1, sentence });
    said.nextElementSibling.replaceChildren(copies[at] ?? "");
    pinned = lit;
    light();
  };
  /** @type {(lit: Set<Element>) => void} */
  const toggle = (lit) => pin(lit.symmetricDifference(pinned).size ? lit : new Set());
  /** Go some steps on, and return the button of the one reached. @type {(by: number) => HTMLElement} */
  const move = (by) => {
    const at = Math.max(lights.indexOf(pinned), by < 0 ? 0 : -1);
    const button = steps.at((at + by) % steps.length);
    button.click();
    return button;
  };

  for (const [index, equation] of equations.entries()) {
    steps[index].onclick = () => toggle(lights[index]);
    // The figure may be out of sight; to go there as by a link lets a reader go back.
    pins[index].onclick = () => location.assign(`#${diagram.closest("figure").id}`);
    equation.querySelector(".number").replaceChildren(pins[index]);
  }
  for (const button of all(controls, "[data-move]")) button.onclick = () => move(+button.dataset.move);
  steps[0].parentElement.onkeydown = (/** @type {KeyboardEvent} */ event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by) return;
    move(by).focus();
    event.preventDefault();
  };
  diagram.after(...all(controls, "[data-place=diagram]"));
  pin(pinned);

  // Lines are thin: wider ones, which are not seen, can be pointed at.
  for (const line of all(root, "[data-from][stroke-width]")) doubled(line, "lstm-reach");
  /** @type {(event: Event) => void} */
  const point = (event) => {
    const lit = meant(event);
    light(lit.size ? lit : pinned);
  };
  root.onpointerover = (event) => {
    if (event.pointerType === "mouse") point(event);
  };
  root.onpointerleave = () => light();
  root.addEventListener("focusin", point);
  root.addEventListener("focusout", () => light());
  root.onclick = (event) => {
    const lit = meant(event);
    if (lit.size || diagram.contains(event.target)) toggle(lit);
  };
  /** @type {(event: KeyboardEvent) => void} */
  const onKey = ({ key }) => {
    // A site that puts another page in the place of this one keeps the document.
    if (!root.isConnected) document.removeEventListener("keydown", onKey);
    else if (key === "Escape") pin(new Set());
  };
  document.addEventListener("keydown", onKey);
}

/**
 * Let a reader run the cell: on the diagram, in a chart and in a table.
 * @type {(root: HTMLElement, panel: any, step: Step) => void}
 */
function compute(root, panel, step) {
  /** @type {{ input: string, states: States, shown: string[], inputs: number[], constants: Constants }} */
  const example = JSON.parse(panel.dataset.cell);
  const { input, states, shown } = example;
  const presets = all(panel, "[data-preset]");
  const ranges = all(panel, "[data-range]");
  const [look, next, reset, said] = all(panel, "[data-own],[data-next],[data-reset],[role=status]");
  const [axes, spikes, now] = all(panel, "svg > path");
  const [highest, lowest, time] = all(panel, "text");
  /** @type {number[]} */
  let inputs;
  /** @type {Constants} */
  let constants;
  /** @type {Values[]} */
  let history;
  let at = 0;

  const update = () => {
    history = [];
    for (const given of inputs) {
      /** @type {Values} */
      const values = { ...history.at(-1), [input]: given };
      for (const [before, now] of states) values[before] = values[now] ?? 0;
      step(constants, values);
      history.push(values);
    }
    for (const place of all(root, "text[data-value]")) place.textContent = rounded(history[at][place.dataset.value]);
    for (const range of ranges) {
      [range.value] = constants[range.dataset.range] ?? [inputs[at]];
      range.nextElementSibling.textContent = rounded(+range.value, 1);
    }
    tabulate();
    draw();
  };
  const tabulate = () => {
    const first = Math.max(0, Math.min(at - 1, history.length - 3));
    for (const { children, dataset } of all(panel, "tr")) {
      for (const index of [0, 1, 2]) {
        const cell = children[index + 1];
        const column = first + index;
        const values = history[column];
        cell.textContent = values && (dataset.value ? rounded(values[dataset.value], 4) : column + 1);
        cell.classList.toggle("lstm-now", column === at);
      }
    }
  };
  const draw = () => {
    const drawn = history.flatMap((values) => [input, ...shown].map((name) => values[name]));
    const top = Math.max(1, ...drawn);
    const bottom = Math.min(0, ...drawn);
    /** @type {(time: number) => number} */
    const x = (time) => 44 + (416 * (time + 1)) / history.length;
    /** @type {(value: number) => number} */
    const y = (value) => 10 + (200 * (top - value)) / (top - bottom);
    for (const line of all(panel, "[data-line]")) {
      const points = history.map((values, index) => `L${x(index)} ${y(values[line.dataset.line])}`);
      line.setAttribute("d", `M44 ${y(0)}${points.join("")}`);
    }
    axes.setAttribute("d", `M44 10V210M44 ${y(0)}H460${history.map((_, index) => `M${x(index)} ${y(0)}v4`).join("")}`);
    spikes.setAttribute("d", inputs.map((given, index) => `M${x(index)} ${y(0)}V${y(given)}`).join(""));
    now.setAttribute("d", `M${x(at)} 10V210`);
    highest.textContent = rounded(top, 1);
    lowest.textContent = rounded(bottom, 1);
    time.textContent = `t = ${at + 1}`;
    time.setAttribute("x", x(at));
  };
  /** Say what to look at, and which preset is running, if any. @type {(words: any, pressed?: HTMLElement) => void} */
  const tell = (words, pressed) => {
    look.textContent = words;
    for (const preset of presets) preset.ariaPressed = preset === pressed;
  };
  /** Begin what a button stands for: a preset, or else the worked example. @type {(button: HTMLElement) => void} */
  const start = (button) => {
    const given = JSON.parse(button.dataset.preset ?? panel.dataset.cell);
    inputs = given.inputs;
    constants = { ...example.constants, ...given.constants };
    at = 0;
    tell(button.dataset.look, button);
    update();
  };

  for (const button of [reset, ...presets]) {
    button.onclick = () => {
      start(button);
      said.textContent = look.textContent;
    };
  }
  for (const range of ranges) {
    range.oninput = () => {
      const { value, dataset } = range;
      if (dataset.range === input) inputs[at] = +value;
      else constants[dataset.range] = [+value];
      tell(look.dataset.own);
      update();
    };
  }
  next.onclick = () => {
    at += 1;
    if (at === inputs.length) inputs.push(0);
    update();
    const [cell, hidden] = shown.map((name) => rounded(history[at][name]));
    said.textContent = filled(said.dataset.now, { step: at + 1, cell, hidden });
  };
  for (const place of all(panel, "[data-shows]")) {
    place.append(copied(all(root, `[data-defines] [data-symbol="${CSS.escape(place.dataset.shows)}"]`)[0]));
  }
  start(reset);
  all(root, "figure:has([data-node])")[0].after(panel);
}

/** Let a reader hold the forget gate of the memory figure. @type {(root: HTMLElement, panel: any, step: Step) => void} */
function hold(root, panel, step) {
  const { input, states, state, zeros, bias, sign, steps, decades } = JSON.parse(panel.dataset.memory);
  const [first] = all(root, "[data-curve]");
  const curve = doubled(first, "lstm-held");
  const [range, said] = all(panel, "input,p");
  curve.setAttribute("transform", panel.dataset.transform);
  range.oninput = () => {
    // With no weight and no input, what is left of the cell state is what is left of its gradient.
    const constants = { ...zeros, [bias]: [sign * Math.log(range.value / (1 - range.value))] };
    const left = [1];
    /** @type {Values} */
    const values = { [input]: 0, [state]: 1 };
    while (left.length <= steps || (values[state] > 0.001 && left.length < 9999)) {
      for (const [before, now] of states) values[before] = values[now] ?? 0;
      step(constants, values);
      left.push(values[state]);
    }
    const powers = left.slice(0, steps + 1).map((value) => -Math.log10(value));
    const points = powers.filter((power) => power <= decades).map((power, time) => `${time} ${power}`);
    curve.setAttribute("d", `M${points.join("L")}`);
    range.nextElementSibling.textContent = rounded(+range.value, 3);
    said.textContent = filled(said.dataset.left, { steps: left.filter((value) => value > 0.001).length });
  };
  first.closest("svg").after(panel);
  range.oninput();
}

/** Bring an article to life, of which the controls are in a `<template>`. @type {(template: any, step: Step) => void} */
// biome-ignore lint/correctness/noUnusedVariables: each page calls it, with its step
function live(template, step) {
  const root = template.parentElement;
  const controls = template.content.cloneNode(true);
  link(root, controls);
  for (const panel of all(controls, "[data-cell]")) compute(root, panel, step);
  for (const panel of all(controls, "[data-memory]")) hold(root, panel, step);
}
