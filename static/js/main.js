// The site's own behaviour, all of it optional: every page reads and works without it.
import { startDialogs } from "./dialogs.js";
import { startSubmitOnChange } from "./forms.js";
import { startOfflinePage } from "./offline.js";
import { startPickers } from "./picker.js";
import { startPicks } from "./picks.js";
import { startRails } from "./rails.js";
import { startRatings } from "./rating.js";
import { startSuggestions } from "./suggest.js";
import { startThemeToggle } from "./theme-toggle.js";
import { startToasts } from "./toast.js";
import { startToggles } from "./toggles.js";
import { startTrailers } from "./trailer.js";

startThemeToggle();
startToasts();
startSuggestions();
startRails();
startPickers();
startRatings();
startToggles();
startTrailers();
startPicks();
startDialogs();
startSubmitOnChange();
startOfflinePage();
