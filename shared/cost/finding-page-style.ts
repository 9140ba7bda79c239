/** The style of the page of a finding: by day and by night, on a phone and on a desk. */
export const FINDING_PAGE_STYLE = `:root{color-scheme:light dark;--desk:#eef0f3;--paper:#fff;--text:#1f2937;--quiet:#5b6472;--line:#d5d9df;--go:#1d4ed8;--on-go:#fff;--alarm:#b3261e;--notice:#7a5b00;--good:#1b6e3c;--on-badge:#fff}
@media (prefers-color-scheme:dark){:root{--desk:#0c0e12;--paper:#191c23;--text:#e8eaee;--quiet:#b4bac6;--line:#3a414d;--go:#8ab4ff;--on-go:#06142e;--alarm:#ff8a80;--notice:#ffd166;--good:#7ddc9a;--on-badge:#160700}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--desk);color:var(--text);font:17px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:44rem;margin:1rem auto;padding:1.2rem 1.4rem 2rem;background:var(--paper);overflow-wrap:anywhere}
h1{margin:.6rem 0 .5rem;font-size:1.5rem;line-height:1.3}
h2{margin:1.8rem 0 .3rem;font-size:1.05rem}
p{margin:.4rem 0}
.quiet,th,dt,.foot{color:var(--quiet);font-size:.9rem;font-weight:400}
.badge{display:inline-block;padding:.05rem .6rem;border-radius:.35rem;font-weight:700;font-size:.9rem;color:var(--on-badge);background:var(--alarm)}
.badge.notice{background:var(--notice)}
.badge.good{background:var(--good)}
.said{margin:0 0 1rem;padding:.7rem .9rem;border-left:5px solid var(--go);background:var(--desk)}
dl{display:flex;flex-wrap:wrap;gap:.6rem 2.5rem;margin:1rem 0}
dl div{display:flex;flex-direction:column-reverse}
dd{margin:0;font-size:1.5rem;font-weight:700;line-height:1.25}
figure{margin:1rem 0}
figure img{display:block;width:100%;height:auto}
table{width:100%;border-collapse:collapse}
th,td{padding:.45rem .6rem .45rem 0;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
.n{padding-right:0;padding-left:.6rem;text-align:right;white-space:nowrap}
form{margin:.7rem 0 0}
button,input{min-height:3rem;padding:.6rem .9rem;border:2px solid var(--quiet);border-radius:.5rem;background:var(--paper);color:var(--text);font:inherit}
button{width:100%;font-weight:650;cursor:pointer;text-align:left}
button span{display:block;font-weight:400;font-size:.9rem}
button.go{border-color:var(--go);background:var(--go);color:var(--on-go)}
.mute{display:flex;flex-wrap:wrap;gap:.6rem;align-items:end}
.mute button{flex:1 1 14rem}
label{font-size:.9rem;color:var(--quiet)}
label input{display:block;margin-top:.2rem}
button:focus-visible,input:focus-visible{outline:3px solid var(--go);outline-offset:3px}
ol{margin:0;padding:0;list-style:none}
li{padding:.4rem 0;border-top:1px solid var(--line)}
.foot{margin-top:2rem}
`;

/** The Content-Security-Policy source of the style: its SHA-256. A test tells the new one when the style changes. */
export const FINDING_PAGE_STYLE_HASH = 'sha256-kPxvo8YyXiZreDu2OtWhzUVffeNZz95/YNJuqGD3A7k=';
