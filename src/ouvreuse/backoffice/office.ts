// The islands of the back office: each page asks for those it shows, and works without them.
import { closeMenus } from "./shell/menus.ts";

closeMenus();
