// The site's own behaviour, all of it optional: every page reads and works without it.
import { startDialogs } from "./dialogs.js";
import { startSubmitOnChange } from "./forms.js";
import { startOfflinePage } from "./offline.js";
import { startRails } from "./rails.js";
import { startRatings } from "./rating.js";
import { startSuggestions } from "./suggest.js";
import { startThemeToggle } from "./theme-toggle.js";
import { startToasts } from "./toast.js";
import { startToggles } from "./toggles.js";

startThemeToggle();
startToasts();
startSuggestions();
startRails();
startRatings();
startToggles();
startDialogs();
startSubmitOnChange();
startOfflinePage();
