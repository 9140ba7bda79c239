/** The style of the pages; what is shown must be readable by somebody who has just been woken. */
export const PAGE_STYLE = `:root{color-scheme:dark}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:#0c0e12;color:#e8eaee;font:18px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:36rem;margin:0 auto;padding:1rem 1rem 3rem;overflow-wrap:anywhere}
h1{margin:.6rem 0 .5rem;font-size:1.6rem;line-height:1.25;font-weight:700;color:#fff}
h1.long{font-size:1.15rem}
h2{margin:2rem 0 .4rem;font-size:1rem;font-weight:600;color:#b4bac6}
p{margin:.4rem 0}
a{color:#9cc7ff}
.sub{color:#b4bac6;font-size:1rem}
b{color:#fff}
.top{display:flex;flex-wrap:wrap;align-items:center;gap:.6rem;font-size:1.1rem}
.sev{padding:.05rem .6rem;border-radius:.4rem;font-weight:800;background:#c9ced8;color:#000}
.sev.SEV1{background:#ff8a80}
.sev.SEV2{background:#ffb45e}
.sev.SEV3{background:#f2d96b}
.box{margin:.9rem 0;padding:.7rem .9rem;border-left:5px solid #ff8a80;border-radius:.4rem;background:#191c23}
.acknowledged{border-color:#ffd166}
.resolved{border-color:#7ddc9a}
.notice{margin-top:0;border-color:#9cc7ff}
form{margin:0}
button,.btn{display:block;width:100%;min-height:3.4rem;padding:.7rem .8rem;border:2px solid #7d8594;border-radius:.7rem;background:#191c23;color:#fff;font:inherit;font-weight:650;text-align:center;text-decoration:none;cursor:pointer;touch-action:manipulation}
.ack{min-height:4.4rem;border-color:#7ddc9a;background:#7ddc9a;color:#00170a;font-size:1.35rem;font-weight:750}
.book{border-color:#9cc7ff;color:#c9e0ff}
.ack-form{position:sticky;bottom:.6rem;box-shadow:0 0 0 .6rem #0c0e12}
.two{display:flex;gap:.8rem;margin:.8rem 0 1.6rem}
.two form{flex:1}
button:focus-visible,a:focus-visible{outline:3px solid #fff;outline-offset:3px}
button:active{filter:brightness(.8)}
ul,ol,dl{margin:0;padding:0;list-style:none}
li,dl div{padding:.5rem 0;border-top:1px solid #2b303a}
ul:has(.who){display:flex;flex-wrap:wrap;gap:.5rem}
.who{padding:.3rem .8rem;border:0;border-radius:2rem;background:#232833}
ol li{display:flex;gap:.8rem}
.tap{display:inline-block;padding:.75rem 0}
dt,.foot{color:#b4bac6;font-size:1rem}
.foot{margin-top:2rem}
dd{margin:0}
time{white-space:nowrap}
.box time{white-space:normal}
`;

/** The Content-Security-Policy source of `PAGE_STYLE`: its SHA-256. A test tells the new one when the style changes. */
export const PAGE_STYLE_HASH = 'sha256-YsM33ZuweWqgBkrjNweF0ZJv7WUD1SXRRJB6iHTpjq0=';
