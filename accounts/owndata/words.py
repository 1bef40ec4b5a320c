"""The words of an export's README."""

README = """\
The data of @{username} at {site}
=================================

Each part is here twice: name.jsonl has one JSON object per line and is exact; name.csv is the same for spreadsheets.
manifest.json says when the export was made and how many rows each part has. Moments are in UTC.

Titles are given with their name, year and kind, and with their ids at TMDB, IMDb, MyAnimeList and elsewhere, so that
another site can find them.

CSV: a text that a spreadsheet would run as a formula (one that begins with = + - @, a tab or a carriage return) has an
apostrophe before it. Take one apostrophe away to have the text as it was. Text that begins with apostrophes followed by
one of those characters has one more, for the same reason. The JSON files have every text unchanged.

letterboxd-*.csv are in the format that https://letterboxd.com/import/ reads, in files of at most 1 MB: one for your
diary, ratings and reviews, one for your watchlist. Letterboxd knows half stars from one half to five, so ratings are
rounded to the nearest half there, and a rating of zero is left empty. These files are not for spreadsheets: their texts
are not changed as above.

What proves who you are is not here: your password, the secrets of your authenticator app and passkeys, tokens and
sessions. Bring this file back in the settings of any site of this kind, below "Your data".
"""
