// A line to tap beside the number. Nothing is marked before it is touched, and unanswered is not the middle.
export function drawLine(form, changed) {
  const analogue = form.querySelector(".analogue");
  if (!analogue) return;
  const [from, to, step] = ["from", "to", "step"].map((name) => Number(analogue.dataset[name]));
  const input = form.querySelector("#answer-0");
  const { decimal } = analogue.dataset;
  const decimals = (String(step).split(".")[1] || "").length;
  const line = document.createElement("div");
  const mark = document.createElement("span");
  line.className = "line";
  mark.className = "mark";
  line.append(mark);
  line.tabIndex = 0;
  line.setAttribute("role", "slider");
  line.setAttribute("aria-labelledby", "asked");
  line.setAttribute("aria-valuemin", from);
  line.setAttribute("aria-valuemax", to);
  analogue.prepend(line);
  const given = () => {
    // Digits of an Arabic or Persian keyboard end in 0 to 9 as well.
    const digits = input.value.replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (one) => one.charCodeAt(0) & 15);
    const value = Number(digits.replace(/[,\u066b]/, "."));
    return input.value.trim() !== "" && value >= from && value <= to ? value : null;
  };
  const rtl = getComputedStyle(line).direction === "rtl";
  const show = () => {
    const value = given();
    mark.hidden = value === null;
    line.setAttribute("aria-valuetext", value === null ? analogue.dataset.unmarked : input.value);
    line.setAttribute("aria-valuenow", value === null ? from : value);
    if (value !== null) mark.style.insetInlineStart = `${(100 * (value - from)) / (to - from)}%`;
  };
  const put = (value) => {
    const near = Math.min(to, Math.max(from, from + Math.round((value - from) / step) * step)).toFixed(decimals);
    input.value = near.replace(".", decimal);
    show();
  };
  const at = (event) => {
    const box = line.getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    put(from + (rtl ? 1 - share : share) * (to - from));
  };
  line.addEventListener("pointerdown", (event) => { line.setPointerCapture(event.pointerId); at(event); });
  line.addEventListener("pointermove", (event) => { if (line.hasPointerCapture(event.pointerId)) at(event); });
  line.addEventListener("pointerup", changed);
  line.addEventListener("keydown", (event) => {
    const large = (to - from) / 10;
    const move = { ArrowRight: rtl ? -step : step, ArrowLeft: rtl ? step : -step, ArrowUp: step, ArrowDown: -step, PageUp: large, PageDown: -large }[event.key];
    const place = event.key === "Home" ? from : event.key === "End" ? to : move && (given() ?? (from + to) / 2) + move;
    if (place === undefined) return;
    event.preventDefault();
    put(place);
    changed();
  });
  input.addEventListener("input", show);
  show();
}
