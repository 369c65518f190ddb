// Draws each chart from the table behind it, in the page's colours: bars, a line with points, a line of dashes.
import uPlot from "uplot";

const HEIGHT = 220;

function color(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function seriesOf(shape: string, label: string): uPlot.Series {
  if (shape === "bars") {
    const paths = uPlot.paths.bars?.({ size: [0.6, 60] });
    return {
      label,
      fill: () => color("--accent"),
      stroke: () => color("--accent"),
      points: { show: false },
      ...(paths && { paths }),
    };
  }
  const dashed = shape === "dashes";
  const stroke = () => color(dashed ? "--ink-soft" : "--info");
  return {
    label,
    stroke,
    width: 2,
    ...(dashed && { dash: [6, 4] }),
    points: { show: !dashed, size: 7, fill: stroke },
  };
}

function numberOf(cell: HTMLElement | undefined): number | null {
  return cell?.dataset["value"] ? Number(cell.dataset["value"]) : null;
}

function axis(more: uPlot.Axis): uPlot.Axis {
  return {
    stroke: () => color("--ink"),
    grid: { stroke: () => color("--line"), width: 1 },
    ticks: { stroke: () => color("--line") },
    font: `13px ${color("--text")}`,
    ...more,
  };
}

function draw(figure: HTMLElement, close: boolean): void {
  const place = figure.querySelector<HTMLElement>(".chart-drawing");
  const table = figure.querySelector("table");
  if (!place || !table) return;
  const rows = [...table.tBodies[0]!.rows];
  const days = rows.map((row) => row.cells[0]?.textContent ?? "");
  const heads = [...table.querySelectorAll<HTMLElement>("[data-shape]")];
  const columns = heads.map((_, at) => rows.map((row) => numberOf(row.cells[at + 1])));
  const units = new Intl.NumberFormat(document.documentElement.lang, {
    notation: "compact",
    ...(figure.dataset["chart"] === "cents" && { style: "currency", currency: "EUR" }),
  });
  const options: uPlot.Options = {
    width: place.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: [-0.6, days.length - 0.4] },
      y: { range: (_, low, high) => [Math.min(0, low), Math.max(1, high) * 1.08] },
    },
    axes: [
      axis({
        splits: () => days.map((_, at) => at),
        values: () =>
          days.map((day) =>
            day
              .split(" ")
              .slice(0, place.clientWidth < 420 ? 1 : 2)
              .join(" "),
          ),
        grid: { show: false },
      }),
      axis({ size: 64, values: (_, splits) => splits.map((each) => units.format(each)) }),
    ],
    series: [{}, ...heads.map((head) => seriesOf(head.dataset["shape"] ?? "", head.textContent ?? ""))],
  };
  const chart = new uPlot(options, [days.map((_, at) => at), ...columns], place);
  new ResizeObserver(() => {
    if (place.clientWidth) chart.setSize({ width: place.clientWidth, height: HEIGHT });
  }).observe(place);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => chart.redraw());
  const details = figure.querySelector("details");
  if (details && close) details.open = false;
}

/** Draw the charts below; `close`: the tables behind them are folded away, now that there is a drawing. */
export function drawCharts(below: HTMLElement, close = true): void {
  for (const figure of below.querySelectorAll<HTMLElement>("[data-chart]")) draw(figure, close);
}
