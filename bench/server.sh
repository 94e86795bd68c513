# shellcheck shell=bash disable=SC2154
# nginx on three ports of 127.0.0.1: http, https with HTTP/1.1, https with HTTP/2.

start_nginx() {
  say "start nginx"
  local site=$work/site
  mkdir -p "$site/f" "$work/tmp"
  head -c "$((FILES * size))" /dev/urandom |
    split -b "$size" -a 7 --numeric-suffixes=1 - "$site/f/f"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 \
    -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1,DNS:localhost \
    -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null
  local ports
  mapfile -t ports < <("$gauge" ports 3)
  declare -gA at=([http]=http://127.0.0.1:${ports[0]} [https]=https://127.0.0.1:${ports[1]}
    [http2]=https://127.0.0.1:${ports[2]})
  nginx_conf "${ports[@]}" > "$work/nginx.conf"
  nginx -p "$work" -e "$work/nginx.log" -c "$work/nginx.conf" &
  servers+=($!)
  for _ in {1..50}; do
    curl -s --cacert "$work/cert.pem" -o /dev/null "${at[http2]}/tiny/1" && return
    sleep 0.1
  done
  say "nginx does not answer: $(tail -3 "$work/nginx.log")"
  exit 1
}

nginx_conf() {
  [ "$(id -u)" != 0 ] || echo "user root; # other users can't read the directory"
  cat <<EOF
daemon off;
pid $work/nginx.pid;
worker_processes auto;
worker_rlimit_nofile 4096;
events { worker_connections 2048; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 100000000;
  client_body_temp_path tmp/body; proxy_temp_path tmp/proxy; fastcgi_temp_path tmp/fastcgi;
  uwsgi_temp_path tmp/uwsgi; scgi_temp_path tmp/scgi;
  ssl_certificate $work/cert.pem;
  ssl_certificate_key $work/key.pem;
  ssl_session_cache shared:tls:10m;
  server {
    listen 127.0.0.1:$1;
    listen 127.0.0.1:$2 ssl;
    listen 127.0.0.1:$3 ssl http2;
    root $work/site;
    location /tiny/ { return 200 "x"; }
  }
}
EOF
}
