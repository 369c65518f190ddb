// The islands of the back office: each page asks for those it shows, and works without them.
import { listenToKeys } from "./shell/keys.ts";
import { closeMenus } from "./shell/menus.ts";

closeMenus();
listenToKeys();
if (document.querySelector("live-figures")) await import("./dashboards/live-figures.ts");
if (document.querySelector("tile-order")) await import("./dashboards/tile-order.ts");
if (document.querySelector("live-part")) await import("./screenings/live-part.ts");
if (document.querySelector("seat-editor")) await import("./venues/editor/seat-editor.ts");
if (document.querySelector("week-planner")) await import("./planning/planner.ts");
