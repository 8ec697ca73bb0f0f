/** The page for a browser without a valid cookie: why it is refused, and how to get a new link. */
export const REFUSAL_PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Patchcord: new link needed</title>
<h1>This link does not open Patchcord</h1>
<p>Each link works once, and only until Patchcord stops.
For a new link, run this in a terminal and open the address after &ldquo;Web&rdquo;:</p>
<pre>patchcord status</pre>
<p>In a checkout of the source:</p>
<pre>npm run -s cli -- status</pre>
</html>
`;
