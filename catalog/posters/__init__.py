"""Designed SVG posters for titles that have no image.

`render_poster` draws a 300 x 450 sheet in the manner of mid-century screen prints: four inks and a composition, chosen
by genre and by a hash of the key, with the title fitted in its own script. Pure, deterministic, free of scripts, style
attributes and external resources, and under 4 KB, so that a poster can be inlined or cached for ever.

How a poster is made: fit the title, give the rest of the sheet to the art, draw the art in that box, set the type on
flat ground. The art never lies under the type, so contrast is a property of the palette alone.
"""

from catalog.posters.render import DESIGN_VERSION, render_poster

__all__ = ["DESIGN_VERSION", "render_poster"]
